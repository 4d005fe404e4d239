using System.Text.RegularExpressions;
using Platform.Designer.Editors.Frame;

namespace Platform.Designer.Editors.Changes;

/// <summary>What changed within a long text, word by word, and Chinese sign by sign. Pure.</summary>
public static partial class TextDifference
{
    /// <summary>Shorter texts are read whole.</summary>
    private const int Short = 60;

    /// <summary>Signs beside a change that are shown with it.</summary>
    private const int Around = 24;

    /// <summary>A run this short between two changes reads better as changed with them.</summary>
    private const int Crumb = 2;

    /// <summary>Null for texts that are better read whole.</summary>
    public static (IReadOnlyList<SaidPiece> Before, IReadOnlyList<SaidPiece> After)? Of(string before, string after)
    {
        if (before.Length <= Short && after.Length <= Short && !before.Contains('\n', StringComparison.Ordinal) && !after.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        var rows = SideBySide.Of(Words(before), Words(after));
        var (same, length) = (rows.Where(r => r.Same).Sum(r => r.Before!.Length), Math.Max(before.Length, after.Length));
        return same * 4 < length ? null : (Pieces(rows, r => r.Before), Pieces(rows, r => r.After));
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    private static List<SaidPiece> Pieces(IReadOnlyList<SideRow> rows, Func<SideRow, string?> side)
    {
        var runs = new List<SaidPiece>();
        foreach (var row in rows)
        {
            // A row without this side is a change all the same: what stands around it is not one run.
            var (text, changed) = (side(row) ?? "", !row.Same);
            if (runs is [.., var last] && last.Changed == changed)
            {
                runs[^1] = last with { Text = last.Text + text };
            }
            else if (changed && runs is [.., { Changed: false } crumb] && runs.Count > 1 && crumb.Text.Length <= Crumb)
            {
                runs.RemoveAt(runs.Count - 1);
                runs[^1] = runs[^1] with { Text = runs[^1].Text + crumb.Text + text };
            }
            else
            {
                runs.Add(new(text, changed));
            }
        }

        return [.. runs.Select((r, i) => r.Changed ? r : r with { Text = Shorten(r.Text, isFirst: i == 0, isLast: i == runs.Count - 1) }).Where(r => r.Text.Length > 0)];
    }

    private static string Shorten(string text, bool isFirst, bool isLast) => (isFirst, isLast) switch
    {
        (true, _) when text.Length > Around => "…" + text[^Around..],
        (false, true) when text.Length > Around => text[..Around] + "…",
        (false, false) when text.Length > 2 * Around => text[..Around] + " … " + text[^Around..],
        _ => text,
    };

    [GeneratedRegex(@"[A-Za-z0-9_]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|.|\n", RegexOptions.Singleline)]
    private static partial Regex Word();
}
