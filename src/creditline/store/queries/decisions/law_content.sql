SELECT pack, content FROM law_text WHERE digest = $1
