using Orleans;
using Orleans.Concurrency;
using Platform.Server.Cases.Owners;

namespace Platform.Server.Cases;

/// <summary>The one owner of a case: commands arrive one after the other and are answered when they are on disk.</summary>
internal interface ICaseGrain : IGrainWithGuidKey
{
    Task<Immutable<CaseReply>> HandleAsync(Immutable<CaseLetter> letter);

    /// <summary>The present state, or none when there is no such case.</summary>
    [AlwaysInterleave]
    Task<Immutable<CaseReply>> ReadAsync();
}

/// <param name="Repeated">The command was carried out before; nothing happened now.</param>
internal sealed record CaseAnswer(CaseFile File, bool Repeated = false);
