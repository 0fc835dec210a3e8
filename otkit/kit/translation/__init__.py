"""A further language for a folder of tables: its columns, its plural forms, its lessons."""
