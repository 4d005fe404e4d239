using Microsoft.AspNetCore.Components;
using Platform.Server.Hosting;

namespace Platform.Server.Cluster.Admin;

/// <summary>The nodes that serve together.</summary>
public sealed partial class NodesPage
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<ClusterNode>? _nodes;
    private bool _busy;

    [Inject]
    private ClusterNodes Nodes { get; set; } = default!;

    [Inject]
    private ClusterSettings Settings { get; set; } = default!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _busy = true;
        _nodes = await Nodes.ListAsync(_gone.Token);
        _busy = false;
    }
}
