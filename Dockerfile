# The program on a slim Python, as a user without rights; nothing of the build stays.
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY knowledgebase knowledgebase
COPY src src
RUN pip install --no-cache-dir --prefix /installed .

FROM python:3.12-slim
COPY --from=build /installed /usr/local
RUN useradd --create-home --uid 1000 oncotier
USER oncotier
WORKDIR /data
ENTRYPOINT ["oncotier"]
CMD ["--help"]
