using MudBlazor;

namespace Platform.Designer.Ui;

/// <summary>The visual language of tokens.css for MudBlazor: workbench and designer, dense and calm.</summary>
public static class PlatformTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0f4c9c",
            PrimaryDarken = "#0a376f",
            PrimaryContrastText = "#ffffff",
            Secondary = "#465366",
            Tertiary = "#a82a22",
            Success = "#11683a",
            Warning = "#7d4a00",
            Error = "#a8201a",
            Info = "#0f4c9c",
            Background = "#f4f6f9",
            Surface = "#ffffff",
            AppbarBackground = "#0a376f",
            AppbarText = "#ffffff",
            DrawerBackground = "#ffffff",
            DrawerText = "#17202c",
            DrawerIcon = "#465366",
            TextPrimary = "#17202c",
            TextSecondary = "#465366",
            TextDisabled = "#6f7d91",
            ActionDefault = "#465366",
            LinesDefault = "#d5dce5",
            LinesInputs = "#6f7d91",
            TableLines = "#d5dce5",
            TableHover = "#e8f0fa",
            Divider = "#d5dce5",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.5" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "0.875rem", LineHeight = "1.5" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.8125rem", LineHeight = "1.5" },
            H1 = new H1Typography { FontFamily = Fonts, FontSize = "1.5rem", FontWeight = "650", LineHeight = "1.35" },
            H2 = new H2Typography { FontFamily = Fonts, FontSize = "1.25rem", FontWeight = "650", LineHeight = "1.35" },
            H3 = new H3Typography { FontFamily = Fonts, FontSize = "1.1rem", FontWeight = "650", LineHeight = "1.4" },
            H4 = new H4Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "650", LineHeight = "1.4" },
            H5 = new H5Typography { FontFamily = Fonts, FontSize = "0.9375rem", FontWeight = "650" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "0.875rem", FontWeight = "650" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Fonts, FontSize = "0.9375rem" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Fonts, FontSize = "0.8125rem", FontWeight = "600" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.8125rem", FontWeight = "600", TextTransform = "none" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "0.75rem" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "4px", DrawerWidthLeft = "224px", AppbarHeight = "48px" },
    };
}
