using Platform.Model.Items;

namespace Platform.Model.Editing;

/// <summary>What becomes of a place when something above has changed.</summary>
public enum AboveFate
{
    /// <summary>Changed above and not here: it can be taken over as it is.</summary>
    Takes,
    /// <summary>Changed above and said differently here: somebody has to choose.</summary>
    Conflicts,
    /// <summary>Changed above and not stated here: it holds here already, nothing is to be done.</summary>
    Follows,
    /// <summary>Said here only.</summary>
    Local,
}

/// <summary>One place at which what is here differs from what it rests on, or from what is above now.</summary>
/// <param name="Before">What stood above when what is here was made; null when nothing did.</param>
/// <param name="Above">What stands above now.</param>
/// <param name="Here">What stands here.</param>
public sealed record AboveDifference(DocumentPath Place, AboveFate Fate, Held? Before, Held? Above, Held? Here)
{
    private const string OfOrder = " order";

    /// <summary>It is the order of the list that differs, not what is in it.</summary>
    public bool IsOrder { get; init; }

    /// <summary>False when what is above forbids what stands here: it cannot be published as it is.</summary>
    public bool IsAllowed { get; init; } = true;

    /// <summary>What the layers above allow there from now on; null where that did not change.</summary>
    public FieldPolicy? Policy { get; init; }

    /// <summary>Names the difference within its merge.</summary>
    public string Field => IsOrder ? Place + OfOrder : Place.ToString();

    /// <summary>The place a field is about; null when it is none.</summary>
    public static DocumentPath? PlaceOf(string field)
    {
        try
        {
            return DocumentPath.Parse(field.EndsWith(OfOrder, StringComparison.Ordinal) ? field[..^OfOrder.Length] : field) is { Steps.Count: > 0 } place ? place : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Something can be taken or kept.</summary>
    public bool IsOpen => Fate is AboveFate.Takes or AboveFate.Conflicts;
}
