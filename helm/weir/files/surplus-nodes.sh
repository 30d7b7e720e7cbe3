set -eu

# Prints the ids of the storage nodes that $1 replicas leave no room for.
surplus_nodes() {
  nodes=$(weir node list -o json) || return 1
  printf '%s' "$nodes" | node -e '
    const { nodes } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const isSurplus = ({ nodeId }) => nodeId >= Number(process.argv[1]);
    console.log(nodes.filter(isSurplus).map(({ nodeId }) => nodeId).join(" "));
  ' "$1"
}
