from vllm import LLM

llm = LLM(model="model")


def generate(prompts):
    return llm.generate(prompts)
