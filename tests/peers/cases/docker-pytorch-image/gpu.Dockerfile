FROM pytorch/pytorch:2.5.1-cuda12.4-cudnn9-runtime
RUN pip install timm
COPY src /workspace/src
EXPOSE 8080/tcp 8081
SHELL ["/bin/bash", "-c"]
CMD ["/bin/sh", "-c", "exec python -m src.server --port=8080"]
