using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Items.Sheets;
using Platform.Model.Localities;

namespace Platform.Server.Items.Lists;

/// <summary>What an import of a list would do, or did.</summary>
/// <param name="PassedOver">Headings nobody knows.</param>
internal sealed record ListPlan(LocalityCode Locality, IReadOnlyList<RowPlan> Rows, IReadOnlyList<string> PassedOver)
{
    public int Count(RowChange change) => Rows.Count(r => r.Change == change);
}

/// <summary>The items of a place as a list: written out, read in again as drafts.</summary>
internal sealed class ItemLists(IDefinitions definitions, IDefinitionEditor editor, IWorkshop workshop)
{
    /// <summary>Headings first, then a line per item of the place, those from above included.</summary>
    /// <param name="language">Of the headings.</param>
    public async ValueTask<Result<IReadOnlyList<IReadOnlyList<string>>>> ExportAsync(Actor actor, LocalityCode place, CultureInfo language, CancellationToken ct)
    {
        if (!DefinitionAccess.MayRead(actor, place))
        {
            return Forbidden(place);
        }

        var codes = await CodesAsync(place, ct);
        var items = await ReadAsync(place, ct);
        return Result<IReadOnlyList<IReadOnlyList<string>>>.Ok([Headings(language), .. items.Select(i => ItemSheet.Write(i, place, codes))]);
    }

    /// <summary>An empty list to fill in.</summary>
    public static IReadOnlyList<string> Headings(CultureInfo language) => [.. SheetColumn.All.Select(c => SheetHeadings.Of(c, language))];

    /// <summary>What a file would do; nothing is written.</summary>
    public async ValueTask<Result<ListPlan>> PlanAsync(Actor actor, LocalityCode place, ReadOnlyMemory<byte> file, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, place))
        {
            return Forbidden(place);
        }

        var read = SheetFiles.Read(file).Then(SheetTable.Of);
        return read.TryGet(out var table)
            ? new ListPlan(place, ItemSheet.Plan(table.Rows, await ReadAsync(place, ct), place, await CodesAsync(place, ct)), table.PassedOver)
            : Result<ListPlan>.Refused(read.Problems);
    }

    /// <summary>Makes drafts of the rows that change something. What somebody changed in the same place since the plan was made stays, and the row is refused.</summary>
    /// <param name="chosen">Numbers of rows; null = all.</param>
    public async ValueTask<ListPlan> ApplyAsync(Actor actor, ListPlan plan, IReadOnlySet<int>? chosen, CancellationToken ct)
    {
        var rows = new List<RowPlan>();
        foreach (var row in plan.Rows)
        {
            rows.Add(row.Change is RowChange.New or RowChange.Changed && chosen?.Contains(row.Row) != false ? await WriteAsync(actor, plan.Locality, row, ct) : row);
        }

        return plan with { Rows = rows };
    }

    private async ValueTask<RowPlan> WriteAsync(Actor actor, LocalityCode place, RowPlan row, CancellationToken ct)
    {
        var edited = await workshop.EditAsync(actor, new DefinitionName(DefinitionKind.Item, row.Key!, place), row.Patch, null, ct);
        return !edited.TryGet(out var outcome) ? row with { Change = RowChange.Refused, Problems = [.. edited.Problems.Select(p => new CellProblem(null, null, p))] }
            : outcome.Conflicts.Count > 0 ? row with { Change = RowChange.Refused, Problems = [.. outcome.Conflicts.Select(c => Changed(row, c))] }
            : row;
    }

    private static CellProblem Changed(RowPlan row, DocumentConflict conflict)
    {
        var field = conflict.Change.Path.ToString().Split('.', '[')[0];
        var change = row.Changes.FirstOrDefault(c => c.Column.Field == field);
        return new(change?.Column, change?.After, Problem.Conflict("sheet.changedMeanwhile", ("value", field)));
    }

    private async ValueTask<IReadOnlyList<SheetItem>> ReadAsync(LocalityCode place, CancellationToken ct)
    {
        var drafts = (await editor.ListDraftsAsync(place, ct)).Where(d => d.Id.Kind == DefinitionKind.Item).ToDictionary(d => d.Id.Key, StringComparer.Ordinal);
        var items = new List<SheetItem>();
        foreach (var key in (await definitions.ListKeysAsync(DefinitionKind.Item, ct)).Union(drafts.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var layers = await definitions.ListLayersAsync(DefinitionKind.Item, key, place, ct);
            var draft = drafts.GetValueOrDefault(key);
            if (layers.Count > 0 || draft is not null)
            {
                var own = draft ?? layers.FirstOrDefault(l => l.Id.Owner == place);
                items.Add(new(key, [.. layers.Where(l => l.Id.Owner != place).Select(l => new ItemLayer(l.Id.Owner, JsonElement.Parse(l.Json)))], own is null ? null : (JsonObject)JsonNode.Parse(own.Json)!, draft?.SavedBy));
            }
        }

        return items;
    }

    private async ValueTask<CodeTables> CodesAsync(LocalityCode place, CancellationToken ct)
    {
        var tables = new List<CodeTable>();
        foreach (var key in SheetColumn.Tables)
        {
            if (await definitions.FindActiveAsync(DefinitionKind.CodeTable, key, place, ct) is { } table)
            {
                tables.Add(JsonSerializer.Deserialize<CodeTable>(table.Json, ModelJson.Options)!);
            }
        }

        return new CodeTables(tables);
    }

    private static Problem Forbidden(LocalityCode place) => Problem.Forbidden("definition.forbidden", ("value", place.Value));
}
