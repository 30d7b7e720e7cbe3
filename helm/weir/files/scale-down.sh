# Empties the storage nodes that $1 replicas leave no room for, before their pods go.
host=${WEIR_BOOTSTRAP%:*}

# Tools that know no upgrades run this before the first install as well.
if ! node -e '
  require("dns").lookup(process.argv[1], (error) => {
    process.exit(error?.code === "ENOTFOUND" ? 1 : 0);
  });
' "$host"; then
  echo "There is no $host yet: nothing to empty"
  exit 0
fi

ids=$(surplus_nodes "$1") || {
  echo "The cluster did not answer, so nothing is known of its storage nodes and nothing was changed." >&2
  echo "Where its number is not to shrink, upgrade with --no-hooks." >&2
  exit 1
}
if [ -z "$ids" ]; then
  echo "No storage node beyond $1: nothing to empty"
  exit 0
fi

# All are told first, so that none gets what another loses.
for id in $ids; do weir node decommission "$id"; done
for id in $ids; do weir node decommission "$id" --wait; done
