using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Flows.Formats;

/// <summary>
/// <c>POST /flows/imports?format=&amp;key=&amp;locality=</c>: the body is a file of another system, the answer says what was read and what has become of each
/// element. Unless it is a dry run the flow is saved as a draft; one with elements that cannot be carried out here only with <c>unsupported=keep</c>.
/// </summary>
internal static class ImportFlow
{
    private const string DryRunKey = "import";

    /// <param name="Kind">unsupported, changed, kept or advice.</param>
    /// <param name="Field">Path in the file, or in the document.</param>
    internal sealed record FindingLine(FlowFindingKind Kind, string Element, string? Id, string Code, string? Field, string Message);

    /// <param name="Runs">Nothing in it is unsupported.</param>
    /// <param name="Draft">ETag of the draft; null after a dry run.</param>
    /// <param name="Document">The flow; only after a dry run.</param>
    internal sealed record Answer(
        FlowFormat Format,
        string Process,
        bool Runs,
        IReadOnlyDictionary<string, int> Read,
        IReadOnlyList<FindingLine> Findings,
        IReadOnlyList<FlowFileRole> Roles,
        string? Draft,
        int? Version,
        System.Text.Json.JsonElement? Document);

    /// <param name="Role">Pairs <c>name:role</c>: what the file calls a role, and the key of the role here.</param>
    internal sealed record Question(
        [property: FromQuery(Name = "format")] string? Format,
        [property: FromQuery(Name = "key")] string? Key,
        [property: FromQuery(Name = "locality")] string? Locality,
        [property: FromQuery(Name = "process")] string? Process,
        [property: FromQuery(Name = "unsupported")] string? Unsupported,
        [property: FromQuery(Name = "dryRun")] bool? DryRun,
        [property: FromQuery(Name = "role")] string[]? Role);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/flows/imports", HandleAsync)
        .Needs(Permissions.DefinitionsEdit)
        .WithMetadata(new RequestSizeLimitAttribute(FormatLimits.File + 1))
        .Accepts<object>("application/json", "application/xml", "text/xml", "application/octet-stream")
        .Produces<Answer>()
        .WithName("importFlow")
        .WithTags("Flows");

    private static async Task<IResult> HandleAsync(
        [AsParameters] Question question, IFlowFormats formats, IDefinitionEditor editor, ProblemTexts texts, ICurrentActor current, HttpRequest request, HttpResponse response, CancellationToken ct)
    {
        var asked = Read(question, current.Actor);
        if (!asked.TryGet(out var wanted))
        {
            return asked.Problems.ToHttp();
        }

        var file = await ReadAsync(request, ct);
        var read = file.Then(bytes => formats.Read(wanted.Format, bytes, wanted.Options));
        if (!read.TryGet(out var content))
        {
            return read.Problems.ToHttp();
        }

        if (question.DryRun == true)
        {
            return Results.Ok(Say(content, texts, null));
        }

        if (!content.Report.Runs && !wanted.Keep)
        {
            return content.Report.Findings.Where(f => f.Kind == FlowFindingKind.Unsupported).Select(f => f.Problem).ToList().ToHttp();
        }

        var saved = await editor.SaveAsync(current.Actor, new DefinitionName(DefinitionKind.Flow, wanted.Options.Key, wanted.Owner), content.Document, request.IfMatch(), DraftOrigin.Written, ct);
        return saved.ToHttp(s =>
        {
            response.SetETag(s.Definition.ETag);
            return Results.Ok(Say(content, texts, s.Definition));
        });
    }

    /// <summary>Refused with <c>flowFile.format</c>, <c>flowFile.key</c>, <c>flowFile.rolePair</c>, <c>flowFile.unsupported</c>, <c>locality.code</c> or <c>definition.forbidden</c>.</summary>
    private static Result<Wanted> Read(Question question, Actor actor)
    {
        if (FlowFormats.Named(question.Format) is not { } format)
        {
            return Problem.Invalid("flowFile.format", "format", ("value", question.Format), ("expected", "elsa, bpmn, digit"));
        }

        if (!LocalityCode.TryParse(question.Locality, out var owner))
        {
            return Problem.Invalid("locality.code", "locality", ("value", question.Locality));
        }

        if (!actor.May(Permissions.DefinitionsEdit, owner))
        {
            return Problem.Forbidden("definition.forbidden", ("value", owner.Value));
        }

        if (string.IsNullOrEmpty(question.Key) && question.DryRun != true)
        {
            return Problem.Invalid("flowFile.key", "key", ("value", question.Key), ("expected", "a-z, 0-9, -"));
        }

        if (question.Unsupported is not (null or "" or "refuse" or "keep"))
        {
            return Problem.Invalid("flowFile.unsupported", "unsupported", ("value", question.Unsupported), ("expected", "refuse, keep"));
        }

        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in question.Role ?? [])
        {
            if (pair is null || pair.LastIndexOf(':') is not (> 0 and var colon) || !roles.TryAdd(pair[..colon], pair[(colon + 1)..]))
            {
                return Problem.Invalid("flowFile.rolePair", "role", ("value", pair), ("expected", "name:role"));
            }
        }

        var key = string.IsNullOrEmpty(question.Key) ? DryRunKey : question.Key;
        return new Wanted(format, owner, question.Unsupported == "keep", new FlowFileOptions(key, string.IsNullOrEmpty(question.Process) ? null : question.Process, roles));
    }

    private static async ValueTask<Result<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        // One byte more than allowed is enough to know; the server passes over the rest, so that the sender gets to read the answer.
        var limit = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false })
        {
            limit.MaxRequestBodySize = null;
        }

        var buffer = new byte[FormatLimits.File + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > FormatLimits.File ? FormatLimits.TooLarge(length) : new ReadOnlyMemory<byte>(buffer, 0, length);
    }

    private static Answer Say(FlowFileContent content, ProblemTexts texts, Definition? saved)
    {
        var report = content.Report;
        var findings = report.Findings.Select(f => new FindingLine(f.Kind, f.Element, f.ElementId, f.Problem.Code, f.Problem.Field, texts.Say(f.Problem))).ToList();
        return new Answer(report.Format, report.Process, report.Runs, report.Read, findings, report.Roles, saved?.ETag, saved?.Id.Version, saved is null ? content.Document : null);
    }

    private sealed record Wanted(FlowFormat Format, LocalityCode Owner, bool Keep, FlowFileOptions Options);
}
