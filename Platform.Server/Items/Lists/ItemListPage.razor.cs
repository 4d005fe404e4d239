using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Items.Sheets;
using Platform.Model.Localities;

namespace Platform.Server.Items.Lists;

/// <summary>The items of a place as a spreadsheet: out, and in again row by row. Nothing is written before it was looked at.</summary>
public sealed partial class ItemListPage
{
    private const int Most = 100;

    private IReadOnlyList<(string Text, string Href)> _trail = [];
    private LocalityCode _locality;
    private ListPlan? _plan;
    private RowChange? _shown;
    private int _most = Most;
    private bool _mayRead;
    private bool _mayEdit;
    private bool _mayPublish;
    private bool _done;

    /// <summary>A browser does not tell of a file that is chosen a second time, so each import has a box of its own.</summary>
    private int _applied;

    /// <summary>Where the focus goes from the button that was pressed and is there no longer.</summary>
    private ElementReference _heading;

    [SupplyParameterFromQuery(Name = "locality")]
    private string? LocalityInUrl { get; set; }

    [Inject]
    private ItemLists Lists { get; set; } = default!;

    [Inject]
    private ILocalities Localities { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private IProblemWords Words { get; set; } = default!;

    private int Fine => _plan!.Count(RowChange.New) + _plan.Count(RowChange.Changed);

    private IEnumerable<RowPlan> Shown => _plan!.Rows.Where(r => _shown is null || r.Change == _shown);

    protected override async Task OnInitializedAsync()
    {
        if (!LocalityCode.TryParse(LocalityInUrl, out _locality) || !DefinitionAccess.MayRead(Current.Actor, _locality))
        {
            Refused = [Problem.Forbidden("definition.forbidden", ("value", LocalityInUrl))];
            return;
        }

        var place = await Localities.FindAsync(_locality, Gone);
        _trail = [(T["home.title"], EditorUrl.Home), (place?.Name.ToString() ?? _locality.Value, EditorUrl.HomeOf(_locality))];
        (_mayRead, _mayEdit, _mayPublish) = (true, Current.Actor.May(Permissions.DefinitionsEdit, _locality), Current.Actor.May(Permissions.DefinitionsPublish, _locality));
    }

    private Task ReadAsync(InputFileChangeEventArgs chosen) => BusyAsync(async () =>
    {
        (_plan, _done, _shown, _most) = (null, false, null, Most);
        if (chosen.File.Size > SheetFiles.MaxBytes)
        {
            Refused = [SheetFiles.TooLarge(chosen.File.Size)];
            return;
        }

        await using var content = chosen.File.OpenReadStream(SheetFiles.MaxBytes, Gone);
        using var file = new MemoryStream();
        await content.CopyToAsync(file, Gone);
        var planned = await Lists.PlanAsync(Current.Actor, _locality, file.ToArray(), Gone);
        (_plan, Refused) = (planned.Succeeded ? planned.Value : null, planned.Problems);
    });

    /// <summary>Begun is ended, also when the page is left meanwhile.</summary>
    private Task ApplyAsync() => BusyAsync(async () =>
    {
        _plan = await Lists.ApplyAsync(Current.Actor, _plan!, null, CancellationToken.None);
        _done = true;
        _applied++;
        if (!Gone.IsCancellationRequested)
        {
            await _heading.FocusAsync();
        }
    });

    private void Show(string? change) => (_shown, _most) = (Enum.TryParse<RowChange>(change, out var chosen) ? chosen : null, Most);

    private List<ChangeLine> Say(RowPlan row) => [.. row.Changes.Select(c => new ChangeLine(Heading(c.Column), T[c.Before.Length == 0 ? "change.stated" : "change.changed"], c.Before.Length == 0 ? null : new SaidValue(c.Before, []), c.After))];

    private static string Heading(SheetColumn column) => SheetHeadings.Of(column, CultureInfo.CurrentUICulture);

    private static string? Look(RowChange change) => change switch
    {
        RowChange.New => "good",
        RowChange.Changed => "warn",
        RowChange.Refused => "bad",
        _ => null,
    };
}
