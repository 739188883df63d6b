#!/usr/bin/env bash
# Unpacks nginx and HAProxy of Debian into the folder that it prints, once. They are not
# installed: their packages would start servers.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/scimshim-wire
if [ ! -e "$cache/.filled" ]; then
  command -v apt-get >/dev/null || { echo "wire_install.sh: this takes apt-get" >&2; exit 1; }
  rm -rf "$cache"
  mkdir -p "$cache/archives/partial"
  apt-get update -qq >&2
  apt-get install -qq -y --reinstall --download-only --no-install-recommends \
    -o Dir::Cache::archives="$cache/archives" -o APT::Sandbox::User=root nginx haproxy >&2
  for package in "$cache"/archives/*.deb; do
    dpkg -x "$package" "$cache"
  done
  rm -rf "$cache/archives"
  touch "$cache/.filled"
fi
echo "$cache"
