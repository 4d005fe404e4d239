using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Editing;

/// <summary>
/// <c>/definitions/{kind}/{key}/…?locality=</c>: several people edit one draft. <c>POST edits</c> takes changes that know what was there before, so that
/// nobody overwrites what they did not see (with <c>draft</c>, the version seen, also no draft that was given up since is begun anew); <c>undo</c> and <c>redo</c> take back and do again the caller's own; <c>GET edits</c> tells who changed what;
/// <c>GET check</c> what stands in the way of publishing.
/// </summary>
internal static class EditRoutes
{
    private const int MaxTake = 200;

    /// <param name="Done">True when everything was done.</param>
    /// <param name="LastEdit">Number of the draft's last edit.</param>
    internal sealed record Answer(bool Done, int LastEdit, int Version, string ETag, int Undo, int Redo, IReadOnlyList<DocumentConflict> Conflicts, JsonObject Document);

    internal sealed record History(IReadOnlyList<Edit> Items, int? Next);

    internal sealed record Finding(string Code, string? Field, bool Blocks, string Message);

    internal sealed record Findings(IReadOnlyList<Finding> Items);

    public static void Map(RouteGroupBuilder api)
    {
        var one = api.MapGroup("/definitions/{kind}/{key}").WithTags("Definitions");
        one.MapPost("/edits", EditAsync).Needs(Permissions.DefinitionsEdit).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(DefinitionDocument.MaxBytes + 1))
            .Accepts<DocumentPatch>("application/json").Produces<Answer>().WithName("editDefinition");
        one.MapPost("/undo", (IWorkshop workshop, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct) =>
            SendAsync(kind, key, locality, name => workshop.UndoAsync(current.Actor, name, ct))).Needs(Permissions.DefinitionsEdit).Produces<Answer>().WithName("undoDefinitionEdit");
        one.MapPost("/redo", (IWorkshop workshop, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct) =>
            SendAsync(kind, key, locality, name => workshop.RedoAsync(current.Actor, name, ct))).Needs(Permissions.DefinitionsEdit).Produces<Answer>().WithName("redoDefinitionEdit");
        one.MapGet("/edits", ListAsync).Needs(Permissions.DefinitionsRead).Produces<History>().WithName("listDefinitionEdits");
        one.MapGet("/check", CheckAsync).Needs(Permissions.DefinitionsRead).Produces<Findings>().WithName("checkDefinition");
    }

    private static async Task<IResult> EditAsync(IWorkshop workshop, ICurrentActor current, HttpRequest request, string kind, string key, string? locality, int? draft, CancellationToken ct)
    {
        var body = await RequestBody.ReadAsync(request, DefinitionDocument.MaxBytes, ct) is { } read
            ? DefinitionDocument.Parse(read).Then(PatchOf)
            : DefinitionDocument.TooLarge(request.ContentLength ?? DefinitionDocument.MaxBytes + 1);
        return body.TryGet(out var patch)
            ? await SendAsync(kind, key, locality, name => workshop.EditAsync(current.Actor, name, patch, draft, ct))
            : body.Problems.ToHttp();
    }

    private static Result<DocumentPatch> PatchOf(JsonElement body)
    {
        try
        {
            StrictJson.DemandWhole(body);
            return body.Deserialize<DocumentPatch>(StrictJson.Options)!;
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            return Problem.Invalid("editing.changes", null, ("value", broken.Message));
        }
    }

    private static async Task<IResult> SendAsync(string kind, string key, string? locality, Func<DefinitionName, ValueTask<Result<EditOutcome>>> write)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        return (await write(asked)).ToHttp(o => Results.Ok(new Answer(
            o.Conflicts.Count == 0, o.Piece.LastEdit, o.Piece.Draft?.Id.Version ?? 0, o.Piece.Draft?.ETag ?? "", o.Piece.Steps.Undo, o.Piece.Steps.Redo, o.Conflicts, o.Piece.Document)));
    }

    private static async Task<IResult> ListAsync(IWorkshop workshop, ICurrentActor current, string kind, string key, string? locality, int? before, int? take, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var size = Math.Clamp(take ?? 50, 1, MaxTake);
        return (await workshop.EditsAsync(current.Actor, asked, before ?? int.MaxValue, size + 1, ct))
            .ToHttp(found => Results.Ok(new History([.. found.Take(size)], found.Count > size ? found[size - 1].Number : null)));
    }

    private static async Task<IResult> CheckAsync(IWorkshop workshop, ICurrentActor current, ProblemTexts texts, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        return name.TryGet(out var asked)
            ? (await workshop.CheckAsync(current.Actor, asked, ct)).ToHttp(found => Results.Ok(new Findings(
                [.. found.Select(f => new Finding(f.Problem.Code, f.Problem.Field, f.Blocks, texts.Say(f.Problem)))])))
            : name.Problems.ToHttp();
    }
}
