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

    /// <summary>More words than these are not put beside each other one by one, but sentence by sentence first.</summary>
    private const int MostAligned = 500;

    /// <summary>Null for texts that are better read whole.</summary>
    public static (IReadOnlyList<SaidPiece> Before, IReadOnlyList<SaidPiece> After)? Of(string before, string after)
    {
        if (before.Length <= Short && after.Length <= Short && !before.Contains('\n', StringComparison.Ordinal) && !after.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        var rows = Align(before, after);
        var (same, length) = (rows.Where(r => r.Same).Sum(r => r.Before!.Length), Math.Max(before.Length, after.Length));
        return same * 4 < length ? null : (Pieces(rows, r => r.Before), Pieces(rows, r => r.After));
    }

    private static IReadOnlyList<SideRow> Align(string before, string after)
    {
        var (old, now) = (Parts(Word(), before), Parts(Word(), after));
        return old.Count <= MostAligned && now.Count <= MostAligned ? SideBySide.Of(old, now, MostAligned) : BySentence(before, after);
    }

    /// <summary>Sentences that both have stand beside each other, and of those between them the words.</summary>
    private static List<SideRow> BySentence(string before, string after)
    {
        var rows = new List<SideRow>();
        var (gone, came) = ("", "");
        foreach (var row in SideBySide.Of(Parts(Sentence(), before), Parts(Sentence(), after), MostAligned))
        {
            if (!row.Same)
            {
                (gone, came) = (gone + row.Before, came + row.After);
                continue;
            }

            AddWords();
            rows.Add(row);
        }

        AddWords();
        return rows;

        void AddWords()
        {
            rows.AddRange(SideBySide.Of(Parts(Word(), gone), Parts(Word(), came), MostAligned));
            (gone, came) = ("", "");
        }
    }

    private static List<string> Parts(Regex part, string text)
    {
        var parts = new List<string>();
        foreach (var found in part.EnumerateMatches(text))
        {
            parts.Add(text.Substring(found.Index, found.Length));
        }

        return parts;
    }

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
        (true, _) when text.Length > Around => "…" + End(text),
        (false, true) when text.Length > Around => Beginning(text) + "…",
        (false, false) when text.Length > 2 * Around => Beginning(text) + " … " + End(text),
        _ => text,
    };

    /// <summary>A sign of two halves is not cut in two.</summary>
    private static string Beginning(string text) => text[..(char.IsHighSurrogate(text[Around - 1]) ? Around - 1 : Around)];

    private static string End(string text) => text[(char.IsLowSurrogate(text[^Around]) ? ^(Around - 1) : ^Around)..];

    [GeneratedRegex(@"[A-Za-z0-9_]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|.|\n", RegexOptions.Singleline)]
    private static partial Regex Word();

    [GeneratedRegex(@"[^。！？；.!?;\n]*[。！？；.!?;\n]|[^。！？；.!?;\n]+")]
    private static partial Regex Sentence();
}
