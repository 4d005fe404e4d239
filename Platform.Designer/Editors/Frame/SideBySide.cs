using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Designer.Editors.Frame;

/// <summary>One row of two texts beside each other.</summary>
/// <param name="Before">Line of the older text, or null where there is none.</param>
/// <param name="After">Line of the newer text, or null.</param>
/// <param name="Same">Whether both say the same.</param>
public sealed record SideRow(int? BeforeNumber, string? Before, int? AfterNumber, string? After)
{
    public bool Same => Before is not null && Before == After;
}

/// <summary>Puts two documents beside each other, line by line, as the readable JSON they are. Pure.</summary>
public static class SideBySide
{
    /// <summary>Lines around a change that are shown with it.</summary>
    public const int Around = 3;

    /// <summary>Texts that differ in more than this many lines are not aligned inside what differs: it would take longer than anybody waits.</summary>
    private const int MostAligned = 2_000;

    public static IReadOnlyList<SideRow> Of(JsonObject before, JsonObject after) => Of(Lines(before), Lines(after));

    /// <summary>Every line of both, in order; equal ones stand beside each other.</summary>
    /// <param name="most">What differs in more lines than these is not aligned inside; the memory it takes grows with the square.</param>
    public static IReadOnlyList<SideRow> Of(IReadOnlyList<string> before, IReadOnlyList<string> after, int most = MostAligned)
    {
        var (head, tail) = (0, 0);
        while (head < before.Count && head < after.Count && before[head] == after[head])
        {
            head++;
        }

        while (tail < before.Count - head && tail < after.Count - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        var rows = new List<SideRow>();
        for (var i = 0; i < head; i++)
        {
            rows.Add(new(i + 1, before[i], i + 1, after[i]));
        }

        AddMiddle(rows, before, after, head, before.Count - tail, after.Count - tail, most);
        for (var i = tail; i > 0; i--)
        {
            rows.Add(new(before.Count - i + 1, before[^i], after.Count - i + 1, after[^i]));
        }

        return rows;
    }

    /// <summary>Only what changed and what stands around it; null where equal lines are left out.</summary>
    public static IReadOnlyList<SideRow?> Changed(IReadOnlyList<SideRow> rows)
    {
        var shown = new List<SideRow?>();
        var near = new bool[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var n = Math.Max(0, i - Around); !rows[i].Same && n <= Math.Min(rows.Count - 1, i + Around); n++)
            {
                near[n] = true;
            }
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (near[i])
            {
                shown.Add(rows[i]);
            }
            else if (shown is not [.., null])
            {
                shown.Add(null);
            }
        }

        return shown;
    }

    private static string[] Lines(JsonObject document) => document.Count == 0 ? [] : document.ToJsonString(ModelJson.Readable).ReplaceLineEndings("\n").Split('\n');

    /// <summary>The longest common lines stand beside each other; what is between them is changed, removed or added.</summary>
    private static void AddMiddle(List<SideRow> rows, IReadOnlyList<string> before, IReadOnlyList<string> after, int head, int beforeEnd, int afterEnd, int most)
    {
        var (height, width) = (beforeEnd - head, afterEnd - head);
        if (height > most || width > most)
        {
            AddChanged(rows, before, after, (head, beforeEnd), (head, afterEnd));
            return;
        }

        var common = new int[height + 1, width + 1];
        for (var i = height - 1; i >= 0; i--)
        {
            for (var j = width - 1; j >= 0; j--)
            {
                common[i, j] = before[head + i] == after[head + j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (b, a, fromB, fromA) = (0, 0, 0, 0);
        while (b < height && a < width)
        {
            if (before[head + b] == after[head + a])
            {
                AddChanged(rows, before, after, (head + fromB, head + b), (head + fromA, head + a));
                rows.Add(new(head + b + 1, before[head + b], head + a + 1, after[head + a]));
                (b, a) = (b + 1, a + 1);
                (fromB, fromA) = (b, a);
            }
            else if (common[b + 1, a] >= common[b, a + 1])
            {
                b++;
            }
            else
            {
                a++;
            }
        }

        AddChanged(rows, before, after, (head + fromB, beforeEnd), (head + fromA, afterEnd));
    }

    private static void AddChanged(List<SideRow> rows, IReadOnlyList<string> before, IReadOnlyList<string> after, (int From, int To) left, (int From, int To) right)
    {
        for (var i = 0; i < Math.Max(left.To - left.From, right.To - right.From); i++)
        {
            var (b, a) = (left.From + i, right.From + i);
            rows.Add(new(b < left.To ? b + 1 : null, b < left.To ? before[b] : null, a < right.To ? a + 1 : null, a < right.To ? after[a] : null));
        }
    }
}
