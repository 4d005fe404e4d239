using System.Text.Json.Nodes;
using Platform.Model.Cases;

namespace Platform.Model.Documents;

/// <summary>Draws a paper as it would be issued from a template that is being written.</summary>
public interface IPaperPreview
{
    /// <param name="template">The definition as it is on the desk, finished or not.</param>
    /// <param name="kind">Its key.</param>
    PaperPreview Draw(JsonObject template, string kind, SampleFacts facts);
}

/// <param name="Page">A complete HTML document in which nothing runs; null while the template cannot be read.</param>
/// <param name="Number">As it would be given; empty while the template cannot be read.</param>
public sealed record PaperPreview(string? Page, string Number, IReadOnlyList<TemplateFault> Faults);
