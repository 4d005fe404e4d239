using System.Collections.Frozen;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>What a form needs to be shown beside its definition and answers: everything is looked up before, so that rendering asks nobody.</summary>
public sealed record FormSurroundings
{
    public static FormSurroundings None { get; } = new();

    /// <summary>Uploaded files by id.</summary>
    public IReadOnlyDictionary<Guid, FileLine> Files { get; init; } = FrozenDictionary<Guid, FileLine>.Empty;

    /// <summary>Places to choose from where a field names no code table, each after the one above it.</summary>
    public IReadOnlyList<PlaceOption> Places { get; init; } = [];

    /// <summary>Most megabytes one file may have.</summary>
    public int MaxFileMegabytes { get; init; } = 20;
}

/// <param name="Href">Where to open it, null when it cannot be opened from here.</param>
public sealed record FileLine(Guid Id, string Name, long SizeBytes, string? Href)
{
    /// <summary>3.2 MB, 12 KB.</summary>
    public string Size => SizeBytes >= 1_000_000 ? FormattableString.Invariant($"{SizeBytes / 1_000_000m:0.#} MB") : FormattableString.Invariant($"{Math.Max(1, SizeBytes / 1000)} KB");
}

/// <param name="FullName">With the places above: 浙江省 杭州市 余杭区.</param>
public sealed record PlaceOption(string Code, string FullName);

/// <summary>A page of a form at one moment, as the components show it.</summary>
/// <param name="Answers">Settled.</param>
public sealed record FormPageState(CompiledForm Form, FormPage Page, Answers Answers, FormSurroundings Surroundings)
{
    /// <summary>Text of what is wrong by path.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Which edition of the form, with its choices, this is; null: entries are always shown whole.</summary>
    public string? Edition { get; init; }

    /// <summary>Marks (<see cref="EntryMark"/>) of the entries that the page in the browser shows already: for them it gets a place holder.</summary>
    public IReadOnlySet<string> Known { get; init; } = FrozenSet<string>.Empty;

    /// <summary>When not empty, only these paths (and what is inside them) can be answered, each with the reason why it is asked again.</summary>
    public IReadOnlyDictionary<string, string> Marked { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What the page shows now, in reading order.</summary>
    public IReadOnlyList<VisibleElement> Elements => [.. Form.VisibleElements(Page, Answers).Where(IsAsked)];

    /// <summary>Whether the element, something inside it or something around it is to be answered.</summary>
    public bool IsAsked(VisibleElement element) =>
        Marked.Count == 0 || Marked.Keys.Any(m => FormNames.IsAtOrIn(element.Path, m) || FormNames.IsAtOrIn(m, element.Path));

    /// <summary>Whether all of the element is to be answered: then items can be added and removed.</summary>
    public bool IsAskedWhole(string path) => Marked.Count == 0 || Marked.Keys.Any(m => FormNames.IsAtOrIn(path, m));
}
