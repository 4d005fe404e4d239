using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class MasksTests
{
    [Theory]
    [InlineData(Mask.IdNumber, "330106199001011234", "330106********1234")]
    [InlineData(Mask.IdNumber, "E12345678", "*********")]
    [InlineData(Mask.Phone, "13812345678", "138****5678")]
    [InlineData(Mask.Phone, "057188888888", "**********88")]
    [InlineData(Mask.Name, "张三", "张*")]
    [InlineData(Mask.Name, "张", "*")]
    [InlineData(Mask.Name, "欧阳娜娜", "欧阳**")]
    [InlineData(Mask.Name, "John Smith", "J********")]
    [InlineData(Mask.Name, "𠮷田", "𠮷*")]
    [InlineData(Mask.Address, "浙江省杭州市余杭区仓前街道1号", "浙江省杭州市******")]
    [InlineData(Mask.Address, "1号", "******")]
    [InlineData(Mask.Email, "zhang@example.com", "z***@example.com")]
    [InlineData(Mask.Email, "zhang", "******")]
    [InlineData(Mask.BankCard, "6222021234567890123", "***************0123")]
    [InlineData(Mask.All, "x", "******")]
    [InlineData(Mask.Phone, "", "")]
    public void A_mask_shows_only_what_it_may(Mask mask, string value, string shown) => Assert.Equal(shown, Masks.Apply(mask, value));
}
