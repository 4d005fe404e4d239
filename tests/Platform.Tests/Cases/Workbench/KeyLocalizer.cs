using Microsoft.Extensions.Localization;
using Platform.Server.Cases.Workbench;

namespace Platform.Tests.Cases.Workbench;

/// <summary>Answers with the key and the values themselves.</summary>
internal sealed class KeyLocalizer : IStringLocalizer<WorkbenchText>
{
    public LocalizedString this[string name] => new(name, name);

    public LocalizedString this[string name, params object[] arguments] => new(name, $"{name}({string.Join(',', arguments)})");

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
}
