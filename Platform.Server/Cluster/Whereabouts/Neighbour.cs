using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>A node as the others speak to it.</summary>
internal interface INeighbour : IGrainService
{
    /// <returns>False when the node must be told all of it.</returns>
    [ResponseTimeout("00:00:03")]
    Task<bool> HearAsync(Immutable<byte[]> letter);
}

/// <summary>The ear of this node. What is heard is told to pages, which is no work for the thread of a grain.</summary>
internal sealed class Neighbour(GrainId id, Silo silo, ILoggerFactory logs, PresenceRelay relay) : GrainService(id, silo, logs), INeighbour
{
    public Task<bool> HearAsync(Immutable<byte[]> letter) => Task.Run(() => relay.Hear(letter.Value));
}

/// <summary>The way to another node.</summary>
internal sealed class Neighbours(IServiceProvider services) : GrainServiceClient<INeighbour>(services)
{
    public INeighbour At(SiloAddress node) => GetGrainService(node);
}
