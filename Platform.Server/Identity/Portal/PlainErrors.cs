using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Identity.Portal;

/// <summary>What is wrong with a plain form: each text by the id of its input, and all as lines for the summary on top.</summary>
/// <param name="Fields">Text by field name; the input's id is the same.</param>
internal sealed record PlainErrors(IReadOnlyDictionary<string, string> Fields, IReadOnlyList<ErrorLine> Lines)
{
    public static PlainErrors None { get; } = new(new Dictionary<string, string>(), []);

    public bool Any => Lines.Count > 0 || Fields.Count > 0;

    public string? this[string field] => Fields.GetValueOrDefault(field);

    /// <param name="shown">Fields the form shows; a problem of any other stands in the summary only.</param>
    public static PlainErrors Of(IReadOnlyList<Problem> problems, ProblemTexts texts, params string[] shown)
    {
        return From(problems, texts, problem => shown.Contains(problem.Field) ? problem.Field : null);
    }

    /// <summary>Every problem at its field, for forms that show all of them; only those without a field stand in the summary.</summary>
    public static PlainErrors OfAll(IReadOnlyList<Problem> problems, ProblemTexts texts)
    {
        var all = From(problems, texts, problem => problem.Field);
        return all with { Lines = [.. all.Lines.Where(l => l.Href is null)] };
    }

    private static PlainErrors From(IReadOnlyList<Problem> problems, ProblemTexts texts, Func<Problem, string?> fieldOf)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = new List<ErrorLine>();
        foreach (var problem in problems)
        {
            var text = texts.Say(problem);
            var field = fieldOf(problem);
            if (field is not null)
            {
                fields.TryAdd(field, text);
            }

            lines.Add(new ErrorLine(text, field is null ? null : $"#{field}"));
        }

        return new PlainErrors(fields, lines);
    }
}
