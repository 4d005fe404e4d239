using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Checks;

/// <summary>A question is sound as a field; to come into force it has a name, its code table is in force, and every form in force that asks it, here and below, stays sound with it.</summary>
internal sealed class QuestionCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Question;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (!DocumentReader.TryRead<Question>(draft.Document, out var question, out var fault))
        {
            return [fault];
        }

        if (stage == CheckStage.Save)
        {
            return [.. QuestionRules.Check(question).Where(p => p.Code == "question.ofForm").Select(p => new DefinitionFinding(p))];
        }

        var supposed = Supposed(draft);
        var parts = await FormParts.OfAsync(supposed, AsForm(draft.Key), draft.Owner, ct);
        var found = QuestionRules.Check(question, parts.CodeTables).ToList();
        if (string.IsNullOrWhiteSpace(question.Title.Texts.GetValueOrDefault(LocalizedText.Chinese)))
        {
            found.Add(Problem.Invalid("definition.title", "title"));
        }

        return [.. (found.Count > 0 ? found : await CheckFormsAsync(draft, supposed, ct)).Select(p => new DefinitionFinding(p))];
    }

    private static SupposedDefinitions Supposed(DefinitionDraft draft) => new(
        draft.InForce,
        [new Definition(new DefinitionId(DefinitionKind.Question, draft.Key, draft.Owner, 0), DefinitionState.Active, draft.Document.GetRawText(), "", default, "", null)]);

    /// <summary>A form that asks nothing else.</summary>
    private static JsonElement AsForm(string question) => JsonSerializer.SerializeToElement(new { type = "question", question }, ModelJson.Options);

    private static async ValueTask<IReadOnlyList<Problem>> CheckFormsAsync(DefinitionDraft draft, SupposedDefinitions supposed, CancellationToken ct)
    {
        var found = new List<Problem>();
        foreach (var key in await supposed.ListKeysAsync(DefinitionKind.Form, ct))
        {
            var below = await supposed.ListBelowAsync(DefinitionKind.Form, key, draft.Owner, ct);
            foreach (var place in below.Select(f => f.Id.Owner).Prepend(draft.Owner))
            {
                found.AddRange(await CheckFormAsync(draft, key, place, supposed, ct));
            }
        }

        return found;
    }

    private static async ValueTask<IEnumerable<Problem>> CheckFormAsync(DefinitionDraft draft, string key, LocalityCode place, SupposedDefinitions supposed, CancellationToken ct)
    {
        if (await supposed.FindActiveAsync(DefinitionKind.Form, key, place, ct) is not { } active
            || JsonElement.Parse(active.Json) is var document && !DefinitionReferences.Of(DefinitionKind.Form, document).Contains(new(DefinitionKind.Question, draft.Key))
            || (await supposed.FindActiveAsync(DefinitionKind.Question, draft.Key, place, ct))?.Id.Owner != draft.Owner
            || !DocumentReader.TryRead<Form>(document, out var form, out _))
        {
            return [];
        }

        var faults = FormFaults.Of(form, await FormParts.OfAsync(supposed, document, place, ct));
        return faults.Select(p => FormFaults.Broken("question.breaksForm", key, place, p));
    }
}
