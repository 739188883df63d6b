#!/usr/bin/env bash
# Installs what the conformance tests run against, each once, into the folder
# ${XDG_CACHE_HOME:-$HOME/.cache}/scimshim-conformance: SCIM servers, suites of
# SCIM clients, and the SDK that judges. Node, Python and a JDK with Maven are
# installed with apt-get where they are missing and apt-get is there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/scimshim-conformance
mkdir -p "$cache"

# need COMMAND PACKAGE...: installs packages unless a command is there.
need() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || { echo "install.sh: $1 is missing" >&2; exit 1; }
  [ -n "${updated:-}" ] || apt-get update -qq
  updated=yes
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${@:2}"
}

# once FOLDER SOURCE... -- COMMAND...: runs a command that fills a folder, unless
# the folder was filled from the same sources before.
once() {
  local folder=$cache/$1 sources=() stamp
  shift
  while [ "$1" != -- ]; do sources+=("$here/$1"); shift; done
  shift
  stamp=$(cat "${sources[@]}" | cksum)
  [ "$(cat "$folder/.filled" 2>/dev/null)" = "$stamp" ] && return
  rm -rf "$folder"
  mkdir -p "$folder"
  echo "installing $(basename "$folder")"
  "$@" "$folder"
  echo "$stamp" >"$folder/.filled"
}

node_modules() {
  cp "$here/package.json" "$here/package-lock.json" "$1"
  (cd "$1" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
}

python() {
  python3 -m venv "$2"
  "$2/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$here/$1"
}

# maven ARGUMENT...: runs Maven, which is heard only if it fails.
maven() {
  local said
  said=$(mvn -q -B -ntp "$@" </dev/null 2>&1) || { echo "$said" >&2; return 1; }
}

# sdk FOLDER: fetches each library of sdk.txt on its own, since the parent of one
# is not in the registry, which later versions of the plugin mind, and compiles
# the judge with those of each version.
sdk() {
  local version library group name number jar folder
  while read -r version library; do
    IFS=: read -r group name number <<<"$library"
    jar=$1/repository/${group//.//}/$name/$number/$name-$number.jar
    [ -f "$jar" ] || maven org.apache.maven.plugins:maven-dependency-plugin:2.8:get \
      -Dmaven.repo.local="$1/repository" -Dtransitive=false "-Dartifact=$library"
    mkdir -p "$1/$version"
    cp "$jar" "$1/$version"
  done <"$here/sdk.txt"
  rm -rf "$1/repository"
  for folder in "$1"/*; do
    javac -d "$folder" -cp "$folder/*" "$here/Judge.java"
  done
}

# server_sdk FOLDER: fetches SCIM-SDK with what it needs, and compiles the server.
server_sdk() {
  maven -f "$here/scim-sdk.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$1"
  javac -d "$1" -cp "$1/*" "$here/ScimSdkServer.java"
}

# ssosync FOLDER: builds ssosync's client with our cycle, inside of its module.
ssosync() {
  local module
  module=$(cd "$1" && go mod download -json github.com/awslabs/ssosync@v1.1.0 | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  cp -r "$module" "$1/module"
  chmod -R u+w "$1/module"
  mkdir "$1/module/cmd/play"
  cp "$here/ssosync/main.go" "$1/module/cmd/play"
  (cd "$1/module" && GOFLAGS=-mod=mod go build -o "$1/play" ./cmd/play)
  rm -rf "$1/module"
}

# elimity FOLDER: builds the server on elimity-com/scim, a module of its own.
elimity() {
  cp "$here"/elimity/{main.go,go.mod,go.sum} "$1"
  (cd "$1" && go build -o serve .)
}

need node nodejs
need npm npm
python3 -c 'import ensurepip' 2>/dev/null || need python3-venv python3-venv
need javac default-jdk-headless
need mvn maven

once scimmy package.json package-lock.json -- node_modules
for suite in server server-08 django tester sanity; do
  once "$suite" "requirements-$suite.txt" -- python "requirements-$suite.txt"
done
once sdk sdk.txt Judge.java -- sdk
once scim-sdk scim-sdk.xml ScimSdkServer.java -- server_sdk
once elimity elimity/main.go elimity/go.mod elimity/go.sum -- elimity
once ssosync ssosync/main.go -- ssosync
