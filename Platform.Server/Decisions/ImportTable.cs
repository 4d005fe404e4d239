using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Decisions;

/// <summary>
/// <c>POST /decision-tables/import?key=&amp;locality=&amp;decision=</c>: the body is a DMN file. One decision table of it becomes a draft, or with <c>dryRun=true</c>
/// is only shown. What cannot be carried out here refuses the file, each element by its id.
/// </summary>
internal static class ImportTable
{
    /// <summary>No file is larger; a smaller bound is the format's own.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    internal sealed record Question(
        [property: FromQuery(Name = "key")] string? Key,
        [property: FromQuery(Name = "locality")] string? Locality,
        [property: FromQuery(Name = "decision")] string? Decision,
        [property: FromQuery(Name = "dryRun")] bool? DryRun);

    internal sealed record NoteLine(string Code, string? Field, string Message);

    /// <param name="Draft">ETag of the draft; null after a dry run.</param>
    /// <param name="Notes">What was read otherwise, and what publishing would say.</param>
    internal sealed record Answer(DecisionTable Table, IReadOnlyList<NoteLine> Notes, string? Draft, int? Version);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/decision-tables/import", HandleAsync)
        .Needs(Permissions.DefinitionsEdit)
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .Produces<Answer>()
        .WithName("importDecisionTable")
        .WithTags("DecisionTables");

    private static async Task<IResult> HandleAsync(
        [AsParameters] Question question, IDecisionFormats formats, IDefinitionEditor editor, ProblemTexts texts, ICurrentActor current, HttpRequest request, HttpResponse response, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(question.Locality, out var owner))
        {
            return Problem.Invalid("locality.code", "locality", ("value", question.Locality)).ToHttp();
        }

        if (!current.Actor.May(Permissions.DefinitionsEdit, owner))
        {
            return Problem.Forbidden("definition.forbidden", ("value", owner.Value)).ToHttp();
        }

        if (await RequestBody.ReadAsync(request, formats.MostBytes, ct) is not { } file)
        {
            return Problem.Of("flowFile.tooLarge", ProblemKind.TooLarge, null, ("value", request.ContentLength ?? formats.MostBytes + 1), ("expected", formats.MostBytes)).ToHttp();
        }

        var read = formats.ReadDmn(file, question.Key is { Length: > 0 } key ? key : "import", question.Decision is { Length: > 0 } decision ? decision : null);
        if (!read.TryGet(out var content))
        {
            return read.Problems.ToHttp();
        }

        var notes = content.Notes.Concat(DecisionTableRules.Check(content.Table).Select(f => f.Problem)).Select(p => new NoteLine(p.Code, p.Field, texts.Say(p))).ToList();
        if (question.DryRun == true)
        {
            return Results.Ok(new Answer(content.Table, notes, null, null));
        }

        var document = JsonSerializer.SerializeToElement(content.Table, ModelJson.Options);
        var saved = await editor.SaveAsync(current.Actor, new DefinitionName(DefinitionKind.DecisionTable, question.Key ?? "", owner), document, request.IfMatch(), DraftOrigin.Written, ct);
        return saved.ToHttp(s =>
        {
            response.SetETag(s.Definition.ETag);
            return Results.Ok(new Answer(content.Table, notes, s.Definition.ETag, s.Definition.Id.Version));
        });
    }
}
