using Platform.Model.Localities;

namespace Platform.Model.Credit;

/// <summary>Why somebody is not accepted with a gap 容缺受理.</summary>
public enum CreditMark
{
    /// <summary>失信: on a list of those who broke the law or a judgment.</summary>
    BadCredit,
    /// <summary>A promise given for an acceptance with a gap was not kept.</summary>
    BrokenPromise,
}

/// <summary>The list of those whose promise is not taken, as the places keep it.</summary>
public interface ICreditList
{
    /// <summary>The mark that counts at this place on this day, entered there or above it; null when there is none.</summary>
    /// <param name="idNumber">In any spelling.</param>
    ValueTask<CreditMark?> FindAsync(LocalityCode locality, string idType, string idNumber, DateOnly today, CancellationToken ct);
}

/// <summary>Enter somebody who did not keep the promise of an acceptance with a gap.</summary>
/// <param name="EntryId">Key of the entry: the same effect makes the same entry.</param>
/// <param name="On">The day from which it counts; how long is a setting of the site.</param>
public sealed record PromiseBrokenEffect(Guid EntryId, LocalityCode Locality, string CaseNumber, string IdType, string IdNumber, string Name, DateOnly On);
