-- The nodes that serve together. Every change of a member but its signs of life raises the version by one and is refused when the version is no longer the one it was decided on.
CREATE TABLE cluster_version (
    cluster_id {{text:100}} NOT NULL PRIMARY KEY,
    version    {{int}}      NOT NULL
) {{clustered}};

-- address, port and generation name one run of one node. suspicions is JSON: who believes since when that it is dead.
CREATE TABLE cluster_member (
    cluster_id {{text:100}} NOT NULL,
    address    {{text:45}}  NOT NULL,
    port       {{int}}      NOT NULL,
    generation {{int}}      NOT NULL,
    node       {{int}}      NOT NULL,
    silo_name  {{text:150}} NOT NULL,
    host_name  {{text:150}} NOT NULL,
    status     {{int}}      NOT NULL,
    proxy_port {{int}}      NOT NULL,
    suspicions {{text}}     NOT NULL,
    started_at {{instant}}  NOT NULL,
    alive_at   {{instant}}  NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
) {{clustered}};
