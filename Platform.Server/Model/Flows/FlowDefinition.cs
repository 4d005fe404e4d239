using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>A flow: an Elsa 3 workflow definition, kept as it was written so that no member is lost.</summary>
/// <param name="VersionId">Names this content for ever; interpreters cache what they prepare by it.</param>
/// <param name="Json">The whole document: <c>definitionId</c>, <c>variables</c>, <c>root</c> and so on.</param>
public sealed record FlowDefinition(string VersionId, JsonElement Json);
