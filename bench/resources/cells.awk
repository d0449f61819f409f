# cells.awk : the statistics of Yosys as one CSV line: lut,site,ff,carry,srl,ram,bram,dsp
# A site is a LUT that is really occupied. Yosys counts the LUTs behind a carry chain as free where
# they only feed it: Xilinx: shift registers + memories + LUT4 and larger + the larger of LUT1..3 and
# four a CARRY4. ECP5: LUT4 + two a CCU2C + four a TRELLIS_DPR16X4. iCE40: a carry shares its LUT's
# cell, and those that share none take one.
!/^ +[A-Z$]/ || NF != 2 { next }
$1 ~ /^LUT[1-6]$/ { lut += $2; if ($1 <= "LUT3") small += $2; else large += $2 }
$1 == "SB_LUT4" { lut += $2 }
$1 ~ /^SRL/ { srl += $2 }
$1 ~ /^RAM(32|64|128|256)/ { ram += $2 * ($1 ~ /^RAM(32|64)M/ ? 8 : 1) }
$1 == "TRELLIS_DPR16X4" { ram += 4 * $2 }
$1 ~ /^FD/ || $1 == "TRELLIS_FF" || $1 ~ /^SB_DFF/ { ff += $2 }
$1 == "CARRY4" || $1 == "CCU2C" || $1 == "SB_CARRY" { carry += $2; family = $1 }
$1 ~ /^RAMB18/ || $1 == "DP16KD" || $1 == "SB_RAM40_4K" { bram += $2 }
$1 ~ /^RAMB36/ { bram += 2 * $2 }
$1 ~ /^DSP/ || $1 ~ /^MULT/ || $1 == "SB_MAC16" { dsp += $2 }
$1 ~ /^(LUT|FD|RAMB|INV|SB_|TRELLIS|DP16KD)/ { known += $2 }
END {
    if (lut + ff + known == 0) exit 1
    if (target == "xilinx") site = srl + ram + large + (small > 4 * carry ? small : 4 * carry)
    else if (target == "ecp5") site = lut + 2 * carry + ram
    else site = lut > carry ? lut : carry
    printf "%d,%d,%d,%d,%d,%d,%d,%d\n", lut, site, ff, carry, srl, ram, bram, dsp
}
