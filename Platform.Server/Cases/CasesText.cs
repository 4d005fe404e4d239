namespace Platform.Server.Cases;

/// <summary>Names the feature's texts: CasesText.resx (zh-CN) and CasesText.en.resx.</summary>
internal sealed class CasesText;
