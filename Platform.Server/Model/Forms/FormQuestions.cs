using System.Text.Json;

namespace Platform.Model.Forms;

/// <summary>Puts the questions of the library into the forms that name them (ADR 0013).</summary>
public static class FormQuestions
{
    /// <summary>Members of a field that only its question states.</summary>
    private static readonly HashSet<string> OfQuestion = typeof(FormField).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
        .Except(typeof(FormQuestion).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)), StringComparer.Ordinal)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The form with a field for every question that is known; the same form when it names none. Composing twice is composing once.</summary>
    public static Form Compose(Form form, Questions questions) =>
        Changed(form.Pages, p => Changed(p.Sections, s => Compose(s.Elements, questions) is { } elements ? s with { Elements = elements } : s) is { } sections ? p with { Sections = sections } : p)
            is { } pages ? form with { Pages = pages } : form;

    /// <summary>The question as a field of this form: limits are the narrower of both, so that a form never takes what the question refuses.</summary>
    public static FormField Compose(FormQuestion asked, Question question)
    {
        var field = question.Field with
        {
            Key = asked.Key, VisibleWhen = asked.VisibleWhen, Required = asked.Required, Width = asked.Width, Searchable = asked.Searchable,
        };
        return question.MayTighten
            ? field with
            {
                Min = Narrower(asked.Min, field.Min, upper: false),
                Max = Narrower(asked.Max, field.Max, upper: true),
                MinLength = Most(asked.MinLength, field.MinLength),
                MaxLength = Least(asked.MaxLength, field.MaxLength),
                MinItems = Most(asked.MinItems, field.MinItems),
                MaxItems = Least(asked.MaxItems, field.MaxItems),
            }
            : field;
    }

    /// <summary>The keys of the questions a form names, in reading order.</summary>
    public static IReadOnlyList<string> NamesIn(Form form) => [.. FormIndex.Of(form).All.Select(n => n.Element).OfType<FormQuestion>().Select(q => q.Question).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// What a form says of its questions that it may not say: <c>form.definition.ofQuestion</c> for what the question states, <c>form.definition.tighten</c> for a limit that the question keeps
    /// to itself, that is wider than the question's, or that cannot be compared with it.
    /// </summary>
    public static IReadOnlyList<Problem> Check(Form form, Questions questions)
    {
        var faults = new DefinitionFaults();
        foreach (var node in FormIndex.Of(form).All)
        {
            if (node.Element is FormQuestion asked)
            {
                var question = questions.Find(asked.Question);
                var label = question?.Field.Label ?? asked.Label;
                foreach (var member in Own(asked))
                {
                    faults.Add("ofQuestion", node.Path, label, member, asked.Question);
                }

                foreach (var (member, stated) in question is null ? [] : Wider(asked, question))
                {
                    faults.Add("tighten", node.Path, label, stated, member);
                }
            }
        }

        return faults.Problems;
    }

    private static IEnumerable<string> Own(FormQuestion asked) =>
    [
        .. asked.Label.IsEmpty ? (IEnumerable<string>)[] : ["label"],
        .. asked.Hint is null ? (IEnumerable<string>)[] : ["hint"],
        .. asked.More?.Keys.Where(OfQuestion.Contains) ?? [],
    ];

    /// <summary>Limits the form states and does not get.</summary>
    private static IEnumerable<(string Member, string Stated)> Wider(FormQuestion asked, Question question)
    {
        var composed = Compose(asked, question);
        (string Member, object? Stated, object? Holds)[] limits =
        [
            ("min", asked.Min, composed.Min), ("max", asked.Max, composed.Max), ("minLength", asked.MinLength, composed.MinLength),
            ("maxLength", asked.MaxLength, composed.MaxLength), ("minItems", asked.MinItems, composed.MinItems), ("maxItems", asked.MaxItems, composed.MaxItems),
        ];
        return limits.Where(l => l.Stated is not null && !Equals(l.Stated, l.Holds)).Select(l => (l.Member, l.Stated!.ToString()!));
    }

    private static List<FormElement>? Compose(IReadOnlyList<FormElement> elements, Questions questions) => Changed(elements, e => e switch
    {
        FormQuestion asked when questions.Find(asked.Question) is { } question => Compose(asked, question),
        FormRepeat repeat when Compose(repeat.Elements, questions) is { } inner => repeat with { Elements = inner },
        _ => e,
    });

    /// <summary>Null when every entry stays what it is.</summary>
    private static List<T>? Changed<T>(IReadOnlyList<T> entries, Func<T, T> change)
        where T : class
    {
        var changed = entries.Select(change).ToList();
        return changed.Zip(entries).All(e => ReferenceEquals(e.First, e.Second)) ? null : changed;
    }

    private static int? Most(int? one, int? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;

    private static int? Least(int? one, int? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    /// <summary>The question's own where the two cannot be compared: a fixed day and a moving one cross some day.</summary>
    private static Bound? Narrower(Bound? asked, Bound? own, bool upper)
    {
        if (asked is null || own is null)
        {
            return asked ?? own;
        }

        // As in the checks of fields, one day stands for all.
        var day = new DateOnly(2024, 1, 1);
        var comparison = asked.IsNumber && own.IsNumber ? asked.Number!.Value.CompareTo(own.Number!.Value)
            : !asked.IsNumber && !own.IsNumber && asked.IsComparable(own) ? asked.DayAt(day)!.Value.CompareTo(own.DayAt(day)!.Value)
            : 0;
        return (upper ? comparison < 0 : comparison > 0) ? asked : own;
    }
}
