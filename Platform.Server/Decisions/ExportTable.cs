using System.Net.Mime;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Decisions;

/// <summary><c>GET /decision-tables/{key}/dmn?locality=</c>: the table of one owner as a DMN 1.3 file; the version in force, or with <c>state=draft</c> the one being edited.</summary>
internal static class ExportTable
{
    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/decision-tables/{key}/dmn", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces(StatusCodes.Status200OK, contentType: "application/xml")
        .WithName("exportDecisionTable")
        .WithTags("DecisionTables");

    private static async Task<IResult> HandleAsync(IDecisionFormats formats, IDefinitionEditor editor, ICurrentActor current, HttpResponse response, string key, string? locality, string? state, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var owner))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        if (!DefinitionAccess.MayRead(current.Actor, owner))
        {
            return Problem.Forbidden("definition.forbidden", ("value", owner.Value)).ToHttp();
        }

        if (state is not (null or "" or "active" or "draft"))
        {
            return Problem.Invalid("definition.stateUnknown", "state", ("value", state), ("expected", "draft, active")).ToHttp();
        }

        var name = new DefinitionName(DefinitionKind.DecisionTable, key, owner);
        if ((state == "draft" ? await editor.FindDraftAsync(name, ct) : await editor.FindOwnActiveAsync(name, ct)) is not { } found)
        {
            return Problem.NotFound("definition.notFound", ("value", name.ToString())).ToHttp();
        }

        response.Headers.ContentDisposition = new ContentDisposition { FileName = $"{key}.dmn" }.ToString();
        return Results.Bytes(formats.WriteDmn(JsonSerializer.Deserialize<DecisionTable>(found.Json, StrictJson.Options)!).ToArray(), "application/xml");
    }
}
