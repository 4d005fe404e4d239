using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary>
/// <c>PUT /definitions/{kind}/{key}?locality=</c>: saves the draft. The body is the document; members nobody knows are kept. <c>If-Match</c> names
/// what was edited and may be left out only while there is no draft; 412 when somebody saved meanwhile.
/// </summary>
internal static class SaveDefinition
{
    public static void Map(RouteGroupBuilder api) => api
        .MapPut("/definitions/{kind}/{key}", HandleAsync)
        .Needs(Permissions.DefinitionsEdit)
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(DefinitionDocument.MaxBytes + 1))
        .Accepts<object>("application/json")
        .Produces<DefinitionAnswer>()
        .WithName("saveDefinition")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(
        IDefinitionEditor editor, ICurrentActor current, HttpRequest request, HttpResponse response, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var document = await ReadAsync(request, ct);
        if (!document.TryGet(out var body))
        {
            return document.Problems.ToHttp();
        }

        var saved = await editor.SaveAsync(current.Actor, asked, body, request.IfMatch(), DraftOrigin.Written, ct);
        return saved.ToHttp(s => Answer(response, s));
    }

    internal static IResult Answer(HttpResponse response, DefinitionSaved saved)
    {
        response.SetETag(saved.Definition.ETag);
        return Results.Ok(new DefinitionAnswer(DefinitionRoute.Head(saved.Definition), [.. saved.Findings.Select(f => new FindingLine(f.Code, f.Field, f.Values))]));
    }

    private static async ValueTask<Result<JsonElement>> ReadAsync(HttpRequest request, CancellationToken ct) =>
        await RequestBody.ReadAsync(request, DefinitionDocument.MaxBytes, ct) is { } body
            ? DefinitionDocument.Parse(body).Then(DefinitionDocument.Whole)
            : DefinitionDocument.TooLarge(request.ContentLength ?? DefinitionDocument.MaxBytes + 1);
}
