"""All that is put on the screen by Streamlit, which no other room of explorer knows."""
