from llama_cpp import Llama

llm = Llama(model_path="models/tiny.gguf")


def generate(prompt):
    return llm(prompt)
