# Forgets the storage nodes that were emptied, once their pods are gone.
ids=$(surplus_nodes "$1")

# A node that still stops is refused; the deadline of the job ends the wait.
for id in $ids; do
  until weir node remove "$id"; do sleep 2; done
done
echo "No storage node beyond $1 is known"
