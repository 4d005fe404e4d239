namespace Platform.Model.Templates;

/// <summary>Sample data that travels in template packages: localities, authorities. Only demos read it.</summary>
public interface ITemplateSamples
{
    /// <summary>The JSON texts of this name (<c>localities</c>, <c>authorities</c>) of all packages that have one, by package id.</summary>
    IReadOnlyDictionary<string, string> Read(string name);
}
