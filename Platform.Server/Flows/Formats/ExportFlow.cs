using System.Net.Mime;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Flows.Formats;

/// <summary>
/// <c>GET /flows/{key}/export?format=&amp;locality=</c>: the flow of one owner as a file for Elsa Studio (<c>elsa</c>) or a BPMN tool (<c>bpmn</c>); the active
/// version, or with <c>state=draft</c> the one being edited. What the format cannot say is named in the header <c>Flow-Notes</c>.
/// </summary>
internal static class ExportFlow
{
    private const int MostNotes = 20;

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/flows/{key}/export", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces(StatusCodes.Status200OK, contentType: "application/xml", additionalContentTypes: "application/json")
        .WithName("exportFlow")
        .WithTags("Flows");

    private static async Task<IResult> HandleAsync(
        IFlowFormats formats, IDefinitionEditor editor, ICurrentActor current, HttpResponse response, string key, string? format, string? locality, string? state, CancellationToken ct)
    {
        if (FlowFormats.Named(format) is not { } wanted)
        {
            return Problem.Invalid("flowFile.format", "format", ("value", format), ("expected", "elsa, bpmn")).ToHttp();
        }

        if (!LocalityCode.TryParse(locality, out var owner))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        if (!DefinitionAccess.MayRead(current.Actor, owner))
        {
            return Problem.Forbidden("definition.forbidden", ("value", owner.Value)).ToHttp();
        }

        var found = await FindAsync(editor, new DefinitionName(DefinitionKind.Flow, key, owner), state, ct);
        var file = found.Then(d => formats.Write(wanted, key, FlowDefinition.Of(d)));
        return file.ToHttp(f => Send(response, f));
    }

    private static async ValueTask<Result<Definition>> FindAsync(IDefinitionEditor editor, DefinitionName name, string? state, CancellationToken ct)
    {
        if (state is not (null or "" or "active" or "draft"))
        {
            return Problem.Invalid("definition.stateUnknown", "state", ("value", state), ("expected", "draft, active"));
        }

        var found = state == "draft" ? await editor.FindDraftAsync(name, ct) : await editor.FindOwnActiveAsync(name, ct);
        return found is null ? Problem.NotFound("definition.notFound", ("value", name.ToString())) : found;
    }

    private static IResult Send(HttpResponse response, FlowFile file)
    {
        if (file.Notes.Count > 0)
        {
            response.Headers["Flow-Notes"] = string.Join(", ", file.Notes.Take(MostNotes).Select(n => $"{n.Problem.Code} {Uri.EscapeDataString(n.ElementId ?? "")}"));
        }

        response.Headers.ContentDisposition = new ContentDisposition { FileName = file.Name }.ToString();
        return Results.Bytes(file.Bytes, file.MediaType);
    }
}
