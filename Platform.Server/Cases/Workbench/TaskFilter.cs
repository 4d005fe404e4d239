using System.Globalization;
using Platform.Model.Cases;
using Platform.Model.Flows;
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

    public static IReadOnlyList<string> Scopes { get; } = [Mine, Group, All];

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
    public DateOnly? DueBefore { get; init; }
    public string? Number { get; init; }
    public string Sort { get; init; } = Due;

    public bool IsNarrowed => Item is not null || Kind is not null || State is not null || DueBefore is not null || Number is not null;

    /// <summary>Reads the address; what it does not understand counts as not set.</summary>
    public static TaskFilter Of(string? scope, string? item, string? kind, string? state, string? due, string? number, string? sort) => new()
    {
        Scope = scope is Group or All ? scope : Mine,
        Item = Text(item),
        Kind = Enum.TryParse<TaskKind>(kind, ignoreCase: true, out var k) && Kinds.Contains(k) ? k : null,
        State = Enum.TryParse<CaseState>(state, ignoreCase: true, out var s) && States.Contains(s) ? s : null,
        DueBefore = DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        Number = Text(number),
        Sort = sort == Opened ? Opened : Due,
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
            ("due", DueBefore?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("q", Number),
            ("sort", Sort == Due ? null : Sort),
        };
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? "/workbench" : "/workbench?" + query;
    }

    public TaskFilter Unnarrowed => new() { Scope = Scope, Sort = Sort };

    /// <summary>The list asks for deadlines before a day; people say "until".</summary>
    public TaskQuery ToQuery(string? cursor, int take) =>
        new(Scope, Item, Kind, State, null, DueBefore?.AddDays(1), Number, Sort, cursor, take);

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
