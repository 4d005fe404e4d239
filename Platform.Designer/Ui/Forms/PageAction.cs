using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>What the small buttons of a page ask for: <c>add:members</c>, <c>remove:members[2]</c>, <c>up:members[2]</c>, <c>down:members[2]</c>, <c>unfile:papers:id</c>.</summary>
/// <param name="Focus">Path that should have the focus afterwards.</param>
public sealed record PageAction(Answers Answers, string Focus)
{
    /// <summary>Null when <paramref name="action"/> is none of them, or names nothing there is.</summary>
    public static PageAction? Apply(CompiledForm form, Answers answers, string? action)
    {
        var parts = action?.Split(':', 3) ?? [];
        if (parts.Length < 2 || !FieldPath.TryParse(parts[1], out var path))
        {
            return null;
        }

        return parts[0] switch
        {
            "add" => Add(form, answers, parts[1]),
            "unfile" when parts.Length == 3 => RemoveFile(answers, parts[1], parts[2]),
            "remove" or "up" or "down" when path.Steps[^1].Name is null => Item(answers, parts[0], parts[1], path.Steps[^1].Index),
            _ => null,
        };
    }

    /// <summary>The answers with the items a repeat of the page needs at least, empty ones where there are none yet, so that nobody has to ask for the first.</summary>
    public static Answers WithNeededItems(CompiledForm form, FormPage page, Answers answers)
    {
        foreach (var element in form.VisibleElements(page, answers).Where(e => e.Element is FormRepeat repeat && e.Items.Count < repeat.MinItems))
        {
            for (var i = element.Items.Count; i < ((FormRepeat)element.Element).MinItems; i++)
            {
                answers = answers.WithItem(element.Path);
            }
        }

        return answers;
    }

    private static PageAction? Add(CompiledForm form, Answers answers, string repeat)
    {
        var count = answers.Get(repeat) is JsonArray items ? items.Count : 0;
        return answers.Get(repeat) is not null and not JsonArray || count >= form.Limits.MaxItemsAllowed ? null
            : new(answers.WithItem(repeat), string.Create(CultureInfo.InvariantCulture, $"{repeat}[{count}]"));
    }

    private static PageAction? Item(Answers answers, string action, string path, int index)
    {
        var repeat = path[..path.LastIndexOf('[')];
        if (answers.Get(repeat) is not JsonArray items || index >= items.Count)
        {
            return null;
        }

        var to = action switch { "up" => index - 1, "down" => index + 1, _ => index };
        return action == "remove"
            ? new(answers.Without(path), repeat)
            : new(answers.MoveItem(repeat, index, to), string.Create(CultureInfo.InvariantCulture, $"{repeat}[{Math.Clamp(to, 0, items.Count - 1)}]"));
    }

    private static PageAction? RemoveFile(Answers answers, string path, string id) => answers.Get(path) is JsonArray files
        ? new(answers.With(path, new JsonArray([.. files.Where(f => AnswerWords.Text(f) != id).Select(f => f?.DeepClone())])), path)
        : null;
}
