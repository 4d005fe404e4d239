using Microsoft.Extensions.Localization;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary><c>GET /definitions/schemas/{kind}</c>: the JSON Schema of the files of a kind, with titles in the language of the request.</summary>
internal static class GetSchema
{
    public const string MediaType = "application/schema+json";

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/definitions/schemas/{kind}", Handle)
        .Open("A schema says how files are written, not what a locality has in them; editors fetch it without signing in.")
        .Produces<object>(StatusCodes.Status200OK, MediaType)
        .WithName("getDefinitionSchema")
        .WithTags("Definitions");

    private static IResult Handle(string kind, IStringLocalizer<EditorsText> texts, IFlowVocabulary vocabulary) =>
        Words.FindKind(kind) is { } known && new DefinitionSchema(texts, vocabulary).Of(known) is { } schema
            ? Results.Text(schema.ToJsonString(ModelJson.Readable), MediaType)
            : Problem.NotFound("definition.schemaUnknown", ("value", kind)).ToHttp();
}

/// <summary><c>schemas</c> on the command line: the schemas as files, to be kept beside definition files.</summary>
internal sealed class SchemasCommand(IStringLocalizer<EditorsText> texts, IFlowVocabulary vocabulary) : ICommand
{
    public string Name => "schemas";

    public string Usage => "schemas <folder>";

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.After(Name) is not [var folder])
        {
            await output.WriteLineAsync(Usage);
            return 2;
        }

        Directory.CreateDirectory(folder);
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            if (new DefinitionSchema(texts, vocabulary).Of(kind) is { } schema)
            {
                var path = Path.Combine(folder, $"{Words.Of(kind)}.schema.json");
                await File.WriteAllTextAsync(path, schema.ToJsonString(ModelJson.Readable) + "\n", ct);
                await output.WriteLineAsync(path);
            }
        }

        return 0;
    }
}
