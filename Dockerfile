FROM python:3.13-slim

RUN useradd --create-home --uid 1000 footlights && mkdir /data && chown footlights /data
WORKDIR /house

COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

COPY manage.py pyproject.toml ./
COPY accounts accounts
COPY shows shows
COPY chat chat
COPY streaming streaming
COPY templates templates
COPY static static
RUN python -m compileall -q accounts shows chat streaming

ENV FOOTLIGHTS_DATA_DIR=/data FOOTLIGHTS_HOST=0.0.0.0 PYTHONUNBUFFERED=1
USER footlights
VOLUME /data
EXPOSE 8000 8189/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8000/readyz', timeout=4)"]
CMD ["python", "manage.py", "live", "--no-input"]
