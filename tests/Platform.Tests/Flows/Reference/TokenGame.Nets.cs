namespace Platform.Tests.Flows.Reference;

internal sealed partial class TokenGame
{
    /// <summary>Charts without structure: every connection is taken or dead, once.</summary>
    private sealed partial class Work
    {
        private readonly Dictionary<int, bool> _followed = [];
        private readonly HashSet<int> _decided = [];

        private bool Is(NetNode node) => block is Block.Wait wait && wait.Id == node.Id;

        private void Enter(Block.Net net, int number)
        {
            var node = net.Nodes[number];
            if (node is { Join: null, Waits: true })
            {
                var wait = new Work(game, this, new Block.Wait(node.Id, WaitKind.Signal), lane);
                _parts.Add(wait);
                wait.Start();
                return;
            }

            game.Runs(node.Id + lane, shown: node.Join is null);
            Settle(net, number);
        }

        /// <summary>
        /// Every connection that leaves the node is now taken or dead. A node to which all are decided is entered when one of them was taken, and is dead otherwise, with
        /// all that leaves it.
        /// </summary>
        private void Settle(Block.Net net, int number, bool dead = false)
        {
            var leaving = Enumerable.Range(0, net.Edges.Count).Where(e => net.Edges[e].From == number).ToList();
            leaving.ForEach(e => _followed[e] = !dead && net.Nodes[number].Ports.Contains(net.Edges[e].Port));
            foreach (var target in leaving.Select(e => net.Edges[e].To).Distinct())
            {
                var arriving = Enumerable.Range(0, net.Edges.Count).Where(e => net.Edges[e].To == target).ToList();
                if (!arriving.TrueForAll(_followed.ContainsKey) || !_decided.Add(target))
                {
                    continue;
                }

                if (arriving.Exists(e => _followed[e]))
                {
                    Enter(net, target);
                }
                else
                {
                    Settle(net, target, dead: true);
                }
            }
        }
    }
}
