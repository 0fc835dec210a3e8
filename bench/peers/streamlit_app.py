"""The form in Streamlit: `streamlit run bench/peers/streamlit_app.py`."""

from __future__ import annotations

import streamlit as st

from bench.peers import content

st.set_page_config(page_title=content.TITLE)
st.title(content.TITLE)
years = st.selectbox("Years", list(content.YEARS), key="years")
months = st.selectbox("Months", list(content.MONTHS), key="months")
age = content.months_of(content.YEARS[years], content.MONTHS[months])
if age is None:
    with st.container(key="result"):
        st.write(content.NO_AGE)
else:
    answers: dict[str, object] = {}
    for title, texts in content.questions(age).items():
        st.subheader(title)
        for key, text in texts.items():
            if st.checkbox(text, key=f"see-{key}"):
                how = st.radio("How often?", list(content.HOW_OFTEN), key=f"how-{key}")
                answers[key] = content.HOW_OFTEN[how]
    answers["lost-skill"] = st.checkbox(content.LOST_SKILL, key="lost")
    st.write(content.ALREADY_SEEN)
    answers["already-seen"] = [
        key
        for key, title in content.area_titles(age).items()
        if st.checkbox(title, key=f"seen-{key}")
    ]
    with st.container(key="result"):
        st.markdown(content.tell(age, answers).markdown())
