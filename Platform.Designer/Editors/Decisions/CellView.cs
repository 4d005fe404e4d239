using Platform.Model.Decisions;

namespace Platform.Designer.Editors.Decisions;

/// <summary>How a cell of a decision table is shown: what is chosen for it, and what stands in its boxes.</summary>
/// <param name="Plain">The cell in plain words.</param>
/// <param name="Selected">The value of a choice, or one of the constants below; empty for anything, or nothing yet.</param>
/// <param name="IsChosen">There are values to choose from.</param>
/// <param name="MayTick">Several of them can be chosen.</param>
/// <param name="Ticked">The values the cell lists, or excludes.</param>
/// <param name="Others">Those among them that are not among the choices.</param>
public sealed record CellView(PlainCell Plain, string Selected, bool IsChosen, bool MayTick, IReadOnlyList<string> Ticked, IReadOnlyList<CellChoice> Others)
{
    // No cell of a table is written like these.
    public const string Is = "?is";
    public const string Several = "?several";
    public const string Not = "?not";
    public const string Other = "?other";
    public const string Missing = "?missing";
    public const string Formula = "?formula";

    /// <param name="cell">As the table keeps it.</param>
    /// <param name="isOpen">What is not among the choices can be written too.</param>
    /// <param name="wanted">What somebody chose last, which counts as long as it can say what the cell says.</param>
    public static CellView Of(string cell, DecisionType type, bool isInput, IReadOnlyList<CellChoice> choices, bool isOpen, string? wanted)
    {
        var plain = isInput ? PlainCell.OfTests(cell, type) : PlainCell.OfValue(cell, type);
        var some = isInput && UnaryTestReader.TryReadTests(cell, type, out var tests, out _) ? tests as UnaryTests.Some : null;
        var isList = some?.Tests.All(t => t is UnaryTest.Is { Value: not DecisionValue.Null }) == true;
        IReadOnlyList<string> ticked = isList ? [.. some!.Values.Select(v => v.ToString())] : isInput || plain.IsEmpty || plain.Sense != CellSense.Is ? [] : [ValueOf(cell, type)];
        IReadOnlyList<CellChoice> others = choices.Count == 0 ? [] : [.. ticked.Except(choices.Select(c => c.Cell)).Select(c => new CellChoice(c, PlainCell.OfValue(c, type).Text))];
        var view = new CellView(plain, "", choices.Count > 0, choices.Count > 2 || (isOpen && choices.Count > 0), ticked, others);
        var isWritable = view.IsChosen && isOpen && plain.Sense == CellSense.Is;
        var shown = !view.IsChosen ? view.Written(isInput)
            : isWritable && others.Count > 0 ? Other
            : view.Chosen(isInput, isList, some?.Negated == true);
        return view with
        {
            Selected = wanted switch
            {
                // A result that is written has one box, and nothing to leave a formula with.
                Formula when view.IsChosen || isInput => Formula,
                Other when isWritable && (plain.IsEmpty || ticked.Count > 0) => Other,
                Several when view.IsChosen && (plain.IsEmpty || (isList && !some!.Negated)) => Several,
                Not when plain.IsEmpty => Not,
                _ => shown,
            },
        };
    }

    private string Chosen(bool isInput, bool isList, bool isNegated) =>
        Plain.IsEmpty ? ""
        : Plain.Sense == CellSense.Missing ? isInput ? Missing : Formula
        : !isInput ? Ticked is [var one] ? one : Formula
        : !isList ? Formula
        : isNegated ? MayTick ? Not : Formula
        : Ticked is [var only] ? only
        : MayTick ? Several : Formula;

    private string Written(bool isInput) => Plain.Sense switch
    {
        CellSense.Is => Is,
        CellSense.IsNot => Not,
        CellSense.Missing => isInput ? Missing : Formula,
        CellSense.Formula => Formula,
        _ => throw new InvalidOperationException($"Unexpected sense {Plain.Sense}."),
    };

    private static string ValueOf(string cell, DecisionType type) => UnaryTestReader.TryReadValue(cell, type, out var value, out _) ? value.ToString() : cell;
}
