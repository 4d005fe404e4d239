using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Checks;

/// <summary>Every text of a document or message template is well-formed Liquid, and title and body are there in Chinese.</summary>
internal abstract class LiquidCheck(DefinitionKind kind, string titleMember) : IDefinitionCheck
{
    public DefinitionKind Kind => kind;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        var problems = Syntax(draft.Document, "").ToList();
        if (stage == CheckStage.Publish)
        {
            problems.AddRange(Needed(draft.Document));
        }

        return ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>([.. problems.Select(p => new DefinitionFinding(p))]);
    }

    private IEnumerable<Problem> Needed(JsonElement document)
    {
        if (!HasChinese(document, titleMember))
        {
            yield return Problem.Invalid("definition.title", titleMember);
        }

        if (!HasChinese(document, "body"))
        {
            yield return Problem.Invalid("definition.body", "body");
        }
    }

    private static bool HasChinese(JsonElement document, string member) =>
        document.TryGetProperty(member, out var text)
        && (text.ValueKind == JsonValueKind.String ? text.GetString()
            : text.ValueKind == JsonValueKind.Object && text.TryGetProperty(LocalizedText.Chinese, out var chinese) ? chinese.ToString()
            : null) is { Length: > 0 };

    private static IEnumerable<Problem> Syntax(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Syntax(m.Value, path.Length == 0 ? m.Name : $"{path}.{m.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((e, i) => Syntax(e, $"{path}[{i}]")),
        JsonValueKind.String => Liquid.Check(element.GetString()!) is { } fault ? [fault with { Field = path }] : [],
        _ => [],
    };
}

internal sealed class DocumentTemplateCheck() : LiquidCheck(DefinitionKind.DocumentTemplate, "title");

internal sealed class MessageTemplateCheck() : LiquidCheck(DefinitionKind.MessageTemplate, "subject");
