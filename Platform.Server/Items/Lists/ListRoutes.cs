using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items.Sheets;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Items.Lists;

/// <summary><c>GET /item-lists/export?locality=&amp;format=</c> and <c>/template</c>: the items of a place as .xlsx or .csv, and an empty list; the page links to the same under <c>/designer</c>.</summary>
internal static class ExportList
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapGet("/item-lists/export", HandleAsync).Needs(Permissions.DefinitionsRead).Produces(StatusCodes.Status200OK, contentType: SheetFiles.Xlsx).WithName("exportItemList").WithTags("ItemLists");
        api.MapGet("/item-lists/template", Template).Needs(Permissions.DefinitionsRead).Produces(StatusCodes.Status200OK, contentType: SheetFiles.Xlsx).WithName("itemListTemplate").WithTags("ItemLists");
        app.MapGet("/designer/items/list.xlsx", (ItemLists lists, ICurrentActor current, string? locality, CancellationToken ct) => HandleAsync(lists, current, locality, "xlsx", ct)).Needs(Permissions.DefinitionsRead).ExcludeFromDescription();
        app.MapGet("/designer/items/list.csv", (ItemLists lists, ICurrentActor current, string? locality, CancellationToken ct) => HandleAsync(lists, current, locality, "csv", ct)).Needs(Permissions.DefinitionsRead).ExcludeFromDescription();
        app.MapGet("/designer/items/template.xlsx", () => Template(null)).Needs(Permissions.DefinitionsRead).ExcludeFromDescription();
    }

    private static async Task<IResult> HandleAsync(ItemLists lists, ICurrentActor current, string? locality, string? format, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var place))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        var exported = await lists.ExportAsync(current.Actor, place, CultureInfo.CurrentUICulture, ct);
        return exported.ToHttp(lines => File(lines, format, $"items-{place.Value}"));
    }

    private static IResult Template(string? format) => File([ItemLists.Headings(CultureInfo.CurrentUICulture)], format, "items");

    private static IResult File(IReadOnlyList<IReadOnlyList<string>> lines, string? format, string name) => format switch
    {
        null or "xlsx" => Results.File(SheetFiles.WriteXlsx(lines), SheetFiles.Xlsx, $"{name}.xlsx"),
        "csv" => Results.File(SheetFiles.WriteCsv(lines), SheetFiles.Csv, $"{name}.csv"),
        _ => Problem.Invalid("sheet.format", "format", ("value", format), ("expected", "xlsx, csv")).ToHttp(),
    };
}

/// <summary><c>POST /item-lists/import?locality=&amp;dryRun=</c>: the body is a spreadsheet; its rows become drafts, and each is answered for.</summary>
internal static class ImportList
{
    /// <param name="Column">As GB/T 39046 names it; null when the row as a whole is meant.</param>
    internal sealed record Cell(string? Column, string? Value, string? Code, string Message);

    internal sealed record Change(string Column, string Before, string After);

    internal sealed record Row(int Number, string? Key, string Title, RowChange Result, string? Draft, IReadOnlyList<Change> Changes, IReadOnlyList<Cell> Problems);

    internal sealed record Answer(LocalityCode Locality, IReadOnlyList<Row> Rows, IReadOnlyList<string> PassedOver);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/item-lists/import", HandleAsync)
        .Needs(Permissions.DefinitionsEdit)
        .WithMetadata(new RequestSizeLimitAttribute(SheetFiles.MaxBytes + 1))
        .Produces<Answer>()
        .WithName("importItemList")
        .WithTags("ItemLists");

    private static async Task<IResult> HandleAsync(ItemLists lists, ProblemTexts texts, ICurrentActor current, HttpRequest request, string? locality, bool? dryRun, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var place))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        if (await RequestBody.ReadAsync(request, SheetFiles.MaxBytes, ct) is not { } body)
        {
            return SheetFiles.TooLarge(request.ContentLength ?? SheetFiles.MaxBytes + 1).ToHttp();
        }

        var planned = await lists.PlanAsync(current.Actor, place, body, ct);
        if (!planned.TryGet(out var plan))
        {
            return planned.Problems.ToHttp();
        }

        var done = dryRun == true ? plan : await lists.ApplyAsync(current.Actor, plan, null, CancellationToken.None);
        return Results.Ok(new Answer(place, [.. done.Rows.Select(r => Of(r, texts))], done.PassedOver));
    }

    private static Row Of(RowPlan row, ProblemTexts texts) => new(
        row.Row,
        row.Key,
        row.Title,
        row.Change,
        row.Editor,
        [.. row.Changes.Select(c => new Change(c.Column.Name, c.Before, c.After))],
        [.. row.Problems.Select(p => new Cell(p.Column?.Name, p.Cell, p.Problem.Code, texts.Say(p.Problem)))]);
}
