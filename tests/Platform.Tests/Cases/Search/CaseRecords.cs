using Platform.Server.Cases;

namespace Platform.Tests.Cases.Search;

/// <summary>Changes of a case as the stores get them.</summary>
internal static class CaseRecords
{
    /// <summary>A change of nothing but the words by which the case is found.</summary>
    public static CaseRecord WithWords(CaseFile file, IReadOnlyCollection<long> gone, IReadOnlyCollection<long> added) => new()
    {
        File = file, Filing = false, Key = null, Sealed = [], Content = null, NewFiles = [], Summary = null, Flow = null, NewWords = added, WordsGone = gone, Events = [], Tasks = [], Closed = [],
        NewTimers = [], TimersMoved = [], TimersGone = [],
 NewWaits = [],
 WaitsGone = [], Overdue = null, Effects = static _ => [],
    };
}
