namespace Platform.Model.Decisions;

/// <summary>The values an output may have, as the office writes them: <c>1, 2, 3</c>. A list and never a range, since their order is their priority.</summary>
public static class PlainValues
{
    /// <summary>What has no plain words is shown as it is kept.</summary>
    public static string Show(string allowed, DecisionType type) =>
        PlainCell.OfTests(allowed, type) is { Sense: CellSense.Is, Text: var text } && TryWrite(text, type, out _, out _) ? text : allowed;

    /// <param name="allowed">As the table keeps it; empty where nothing is written, and so anything is allowed.</param>
    public static bool TryWrite(string text, DecisionType type, out string allowed, out PlainFault fault)
    {
        (allowed, fault) = ("", default);
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        if (PlainText.TryReadTests(text, type, out var tests, out fault) && tests.All(t => t is UnaryTest.Is))
        {
            allowed = string.Join(", ", tests);
            return true;
        }

        if (fault != PlainFault.Thousands && UnaryTestReader.TryReadValues(text, type, out _, out _))
        {
            allowed = text.Trim();
            return true;
        }

        fault = fault == PlainFault.Thousands ? fault : PlainFault.Unreadable;
        return false;
    }
}
