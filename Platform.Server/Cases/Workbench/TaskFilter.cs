using System.Globalization;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Localities;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <summary>What the work list shows, as it stands in the page's address: so that a list can be kept, shared and come back to.</summary>
internal sealed record TaskFilter
{
    public const string Mine = "mine";
    public const string Group = "group";
    public const string All = "all";
    public const string Due = "due";
    public const string Opened = "opened";
    public const string ByNumber = "number";

    public static IReadOnlyList<string> Scopes { get; } = [Mine, Group, All];

    public static IReadOnlyList<string> Sorts { get; } = [Due, Opened, ByNumber];

    /// <summary>Days that are asked for by a word.</summary>
    public static IReadOnlyList<string> DueWords { get; } = ["overdue", "today", "week"];

    /// <summary>Kinds of tasks that people of an office do with cases.</summary>
    public static IReadOnlyList<TaskKind> Kinds { get; } =
    [
        TaskKind.Accept, TaskKind.Review, TaskKind.Countersign, TaskKind.ProposeSpecialProcedure, TaskKind.ApproveSpecialProcedure, TaskKind.RecordSpecialProcedure,
        TaskKind.Decide, TaskKind.ApproveExtension, TaskKind.Deliver, TaskKind.Correct,
    ];

    /// <summary>States in which somebody of the office has something to do.</summary>
    public static IReadOnlyList<CaseState> States { get; } =
        [CaseState.Received, CaseState.Supplementing, CaseState.Accepted, CaseState.InReview, CaseState.Suspended, CaseState.Decided, CaseState.Completed];

    public string Scope { get; init; } = Mine;
    public string? Item { get; init; }
    public TaskKind? Kind { get; init; }
    public CaseState? State { get; init; }

    /// <summary>One of <see cref="DueWords"/>.</summary>
    public string? DueIn { get; init; }

    /// <summary>Last day shown.</summary>
    public DateOnly? DueBefore { get; init; }

    /// <summary>This place and all below it.</summary>
    public LocalityCode? Area { get; init; }
    public string? Number { get; init; }
    public string Sort { get; init; } = Due;

    /// <summary>Answers asked for, <c>key:value</c> each, one a line in the order of the keys: as text, so that equal filters are equal.</summary>
    public string Fields { get; private init; } = "";

    public IReadOnlyList<FieldFilter> Answers => [.. Fields.Split('\n').Select(FieldFilter.Parse).OfType<FieldFilter>()];

    /// <summary>The answer asked for of one field; null when none is.</summary>
    public string? AnswerOf(string key) => Answers.FirstOrDefault(f => f.Key == key)?.Value;

    /// <summary>The filter with another answer asked for of one field; null = any.</summary>
    public TaskFilter WithAnswer(string key, string? value) =>
        this with { Fields = Lines(Answers.Where(f => f.Key != key).Concat(Text(value) is { } text ? [new FieldFilter(key, text)] : [])) };

    /// <summary>The filter for another item: what was asked of the form of the one before is asked no more.</summary>
    public TaskFilter WithItem(string? item) => item == Item ? this : this with { Item = item, Fields = "" };

    /// <summary>The day after <see cref="DueBefore"/>, which the list must not reach; the last of all days has none.</summary>
    private DateOnly? Through => DueBefore < DateOnly.MaxValue ? DueBefore.Value.AddDays(1) : DueBefore;

    public bool IsNarrowed => Item is not null || Kind is not null || State is not null || DueIn is not null || DueBefore is not null || Area is not null || Number is not null || Fields.Length > 0;

    /// <summary>Reads the address; what it does not understand counts as not set.</summary>
    public static TaskFilter Of(string? scope, string? item, string? kind, string? state, string? due, string? number, string? sort, string? area = null, IEnumerable<string?>? fields = null) => new()
    {
        Scope = scope is Group or All ? scope : Mine,
        Item = Text(item),
        Kind = Enum.TryParse<TaskKind>(kind, ignoreCase: true, out var k) && Kinds.Contains(k) ? k : null,
        State = Enum.TryParse<CaseState>(state, ignoreCase: true, out var s) && States.Contains(s) ? s : null,
        DueIn = DueWords.Contains(due) ? due : null,
        Area = LocalityCode.TryParse(area, out var place) ? place : null,
        DueBefore = DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        Number = Text(number),
        Sort = sort is Opened or ByNumber ? sort : Due,
        Fields = Text(item) is null ? "" : Lines((fields ?? []).Select(FieldFilter.Parse).OfType<FieldFilter>()),
    };

    /// <summary>The address of the list; what is as usual is left out.</summary>
    public string ToUrl()
    {
        var parts = new (string Name, string? Value)[]
        {
            ("scope", Scope == Mine ? null : Scope),
            ("item", Item),
            ("kind", Kind?.ToString()),
            ("state", State?.ToString()),
            ("due", DueIn ?? DueBefore?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("area", Area?.Value),
            ("q", Number),
            ("sort", Sort == Due ? null : Sort),
        };
        var query = string.Join('&', parts.Concat(Answers.Select(f => (Name: "field", Value: (string?)f.ToString()))).Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? "/workbench" : "/workbench?" + query;
    }

    public TaskFilter Unnarrowed => new() { Scope = Scope, Sort = Sort };

    /// <summary>What a saved view keeps of it.</summary>
    public TaskViewFilter ToView() => new(Scope, Item, Kind, State, Area, DueIn, Through, Number, Sort, Fields.Length == 0 ? null : [.. Answers.Select(f => f.ToString())]);

    /// <summary>What a saved view shows; what this list cannot ask for is left out.</summary>
    public static TaskFilter Of(TaskViewFilter view)
    {
        var last = view.DueBefore > DateOnly.MinValue ? view.DueBefore?.AddDays(-1) : null;
        return Of(view.Scope, view.Item, view.Kind?.ToString(), view.State?.ToString(), view.Due ?? last?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), view.Q, view.Sort, view.Locality?.Value, view.Field);
    }

    /// <summary>The list asks for deadlines before a day; people say "until".</summary>
    public TaskQuery ToQuery(string? cursor, int take, DateOnly today)
    {
        var days = DueIn is { } word ? TaskQuery.DueIn(word, today) : null;
        return new(Scope, Item, Kind, State, Area, days?.Before ?? Through, Number, Sort, cursor, take, days?.From, Fields: Answers, Count: cursor is null);
    }

    private static string Lines(IEnumerable<FieldFilter> answers) =>
        string.Join('\n', answers.DistinctBy(f => f.Key).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.ToString().ReplaceLineEndings(" ")));

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
